"""CloudFormation's registry schemas, which cfn-lint carries and adds to, as a judge of what is declared."""
