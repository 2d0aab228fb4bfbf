import type { PipelineResource, PipelineSummary } from "../../../edge/contract/workflows/pipelines.ts";
import type { Gate } from "../../../workflows/pipelines/definition/document.ts";
import type { PipelineEstimate } from "../../../workflows/pipelines/plan/estimate.ts";

/** What the commands about pipelines print for people. Pure. */

/** One line of a list, its columns with tabs between. */
export function listed({ id, version, owner, title, retired_at }: PipelineSummary): string {
	return [`${id}@${version}`, owner, retired_at === null ? title : `${title} (retired)`].join("\t");
}

/** A pipeline to read: what it takes, and its stages. */
export function shown(pipeline: PipelineResource): string {
	const { id, version, owner, title, purpose, parameters, stages, notes, example } = pipeline;
	const properties = Object.entries((parameters.properties ?? {}) as Record<string, Schema>);
	const required = new Set((parameters.required ?? []) as string[]);
	return [
		`${title}  (${id}@${version}, ${owner})`,
		purpose,
		"",
		"Parameters",
		...properties.map(([name, schema]) => parameterLine(name, schema, required.has(name))),
		"",
		"Stages",
		...stages.map((stage, i) => `  ${i + 1}  ${stage.key.padEnd(20)} ${stageWords(stage)}`),
		...(notes.length === 0 ? [] : ["", ...notes]),
		"",
		`Example: ${JSON.stringify(example)}`,
	].join("\n");
}

/** What a request would take, stage by stage. */
export function estimated({ stages, seconds, tasks, micro_usd, vram_gb }: PipelineEstimate): string {
	const rows = stages.map((stage) => [
		stage.key,
		stage.skipped === null ? `${range(stage.tasks)} tasks` : `skipped (${stage.skipped})`,
		...(stage.skipped === null ? [`${range(stage.seconds)} s`, price(stage.micro_usd)] : []),
	]);
	const whole = ["all", `${range(tasks)} tasks`, `${range(seconds)} s`, price(micro_usd)];
	return [...rows, whole]
		.map((row) => row.join("\t"))
		.concat(`Estimated with ${vram_gb} GB of GPU memory; waiting for people is not in it.`)
		.join("\n");
}

interface Schema {
	type?: string;
	description?: string;
	default?: unknown;
	enum?: unknown[];
}

function parameterLine(name: string, schema: Schema, required: boolean): string {
	const kind = schema.enum === undefined ? (schema.type ?? "value") : schema.enum.join(" | ");
	const more =
		schema.default === undefined
			? required
				? "required"
				: "optional"
			: `else ${JSON.stringify(schema.default)}`;
	return `  ${name.padEnd(20)} ${kind}, ${more}${schema.description === undefined ? "" : `: ${schema.description}`}`;
}

function stageWords(stage: PipelineResource["stages"][number]): string {
	return [
		stage.title,
		...(stage.workflows.length === 0 ? [] : [stage.workflows.join(" or ")]),
		...(stage.needs.length === 0 ? [] : [`after ${stage.needs.join(", ")}`]),
		...(stage.fan_out ? ["once for each item"] : []),
		...(stage.compares === null ? [] : [`compares the checkpoints of ${stage.compares}`]),
		...(stage.conditional ? ["may be skipped"] : []),
		...(stage.optional ? ["optional"] : []),
		...(stage.gate === null ? [] : [gateWords(stage.gate)]),
	].join("; ");
}

/** What a person is asked. */
export function gateWords(gate: Gate): string {
	return "approve" in gate
		? "waits for an approval"
		: `waits until ${range({ least: gate.pick[0], most: gate.pick[1] })} of its outputs are picked`;
}

interface Range {
	least: number;
	most: number;
}

function range({ least, most }: Range): string {
	return least === most ? `${least}` : `${least} to ${most}`;
}

function price(micro: Range | null): string {
	if (micro === null) return "no price known";
	return `${range({ least: micro.least / 1e6, most: micro.most / 1e6 })} USD`;
}
