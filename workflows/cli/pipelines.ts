import { type Command, CommandError, readArgs } from "./command.ts";
import { print, readBytes, say } from "./io.ts";

const uses = [
	["list [--json]", "the pipelines, one per line, or their descriptions as JSON"],
	["show ID [--json]", "what a pipeline takes, does and leaves, to read or as JSON"],
	[
		"validate FILE",
		"what is wrong with a pipeline as JSON, `-` for stdin, with the workflows of the library; exit 2 where something is",
	],
] as const;

export const pipelinesCommand: Command = {
	name: "pipelines",
	usage: uses,
	async run(args) {
		const { values, positionals } = readArgs(args, { json: { type: "boolean" } }, { min: 0, max: 2 });
		const [what, name] = positionals;
		const wanted = what === "list" ? 1 : 2;
		if (what !== "list" && what !== "show" && what !== "validate")
			throw new CommandError(
				"usage",
				`${what === undefined ? "What to do is missing" : `There is no pipelines ${what}`}: list, show or validate.`,
			);
		if (positionals.length !== wanted)
			throw new CommandError(
				"usage",
				wanted === 1
					? `Not understood: ${name}.`
					: `pipelines ${what} takes one ${what === "show" ? "id" : "file"}.`,
			);
		if (what === "list") return list(values.json === true);
		return what === "show" ? show(name ?? "", values.json === true) : validate(name ?? "");
	},
};

async function list(json: boolean): Promise<number> {
	const { pipelines } = await import("../pipelines/index.ts");
	const { describePipeline } = await import("../pipelines/describe/describe.ts");
	const { findWorkflow } = await import("../library/index.ts");
	if (json) print(pipelines.map((pipeline) => describePipeline(pipeline, findWorkflow)));
	else for (const { id, version, title } of pipelines) process.stdout.write(`${id}@${version}\t${title}\n`);
	return 0;
}

async function show(id: string, json: boolean): Promise<number> {
	const { findPipeline } = await import("../pipelines/index.ts");
	const { describePipeline } = await import("../pipelines/describe/describe.ts");
	const { pipelineReadme } = await import("../pipelines/describe/readme.ts");
	const { findWorkflow } = await import("../library/index.ts");
	const pipeline = findPipeline(id);
	if (pipeline === undefined)
		throw new CommandError(
			"unknown_pipeline",
			`There is no pipeline ${id}. The command pipelines list names them all.`,
		);
	if (json) print(describePipeline(pipeline, findWorkflow));
	else process.stdout.write(pipelineReadme(pipeline, findWorkflow));
	return 0;
}

async function validate(file: string): Promise<number> {
	const { readPipeline } = await import("../pipelines/check/read.ts");
	const { estimatePipeline } = await import("../pipelines/plan/estimate.ts");
	const { stageOrder } = await import("../pipelines/definition/mentions.ts");
	const { findWorkflow } = await import("../library/index.ts");
	const read = readPipeline(json(file), 1, findWorkflow);
	if (!read.ok) {
		print({ valid: false, problems: read.problems });
		return 2;
	}
	const { pipeline } = read;
	say(`${pipeline.id} fits together.`);
	print({
		valid: true,
		problems: [],
		stages: stageOrder(pipeline),
		estimate: estimatePipeline(pipeline, pipeline.example, findWorkflow),
	});
	return 0;
}

function json(file: string): unknown {
	const text = new TextDecoder().decode(readBytes(file));
	try {
		return JSON.parse(text);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new CommandError("not_json", `${file} is not JSON: ${why}. A pipeline is one JSON object.`, {
			cause: error,
		});
	}
}
