"""Does a plan leave every store where it is? Judged of the plan alone, before anything is done."""
