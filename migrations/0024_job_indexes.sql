-- A version of a workflow is looked for among the jobs of its name, which stand in `jobs_account_workflow_name`.
DROP INDEX jobs_account_workflow;
