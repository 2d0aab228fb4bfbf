import { readmeOf } from "../../../workflows/definition/readme.ts";
import { describeWorkflow, findWorkflow, library } from "../../../workflows/library/index.ts";
import { pipelineReadme } from "../../../workflows/pipelines/describe/readme.ts";
import { pipelines } from "../../../workflows/pipelines/index.ts";
import { cell } from "./shapes.ts";

const workflowPath = (id: string) => `reference/workflows/${id}`;
const pipelinePath = (id: string) => `reference/pipelines/${id}`;

/** The page that lists the workflows and pipelines that come with Darkroom, as Markdown. */
export function catalogueIndex(): string {
	const rows = library.map((workflow) => {
		const { id, title, purpose, parameters } = describeWorkflow(workflow);
		const names = Object.keys((parameters as { properties?: object }).properties ?? {});
		const told = names.map((name) => `\`${name}\``).join(", ");
		return `| [${cell(title)}](/docs/${workflowPath(id)}) | \`${id}\` | ${cell(purpose)} | ${told} |`;
	});
	const staged = pipelines.map(
		({ id, title, purpose }) =>
			`| [${cell(title)}](/docs/${pipelinePath(id)}) | \`${id}\` | ${cell(purpose)} |`,
	);
	return `# Workflows and pipelines

What comes with Darkroom. \`GET /v1/workflows\` and \`GET /v1/pipelines\` say the same with those of the account, each with the JSON
Schema of its parameters.

## Workflows

| workflow | id | what it is for | parameters |
| --- | --- | --- | --- |
${rows.join("\n")}

## Pipelines

| pipeline | id | what it is for |
| --- | --- | --- |
${staged.join("\n")}
`;
}

/** A page for each of them, by its path: what it takes, needs and leaves. */
export function cataloguePages(): Map<string, { file: string; text: string }> {
	const workflows = library.map((workflow): [string, { file: string; text: string }] => [
		workflowPath(workflow.id),
		{ file: `workflows/library/${workflow.id}/README.md`, text: readmeOf(workflow) },
	]);
	const staged = pipelines.map((pipeline): [string, { file: string; text: string }] => [
		pipelinePath(pipeline.id),
		{ file: `workflows/pipelines/${pipeline.id}/README.md`, text: pipelineReadme(pipeline, findWorkflow) },
	]);
	return new Map([...workflows, ...staged]);
}
