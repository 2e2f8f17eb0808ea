"""Policy packs: started as Pulumi starts them, asked over Pulumi's Analyzer protocol, obeyed as Pulumi obeys them."""
