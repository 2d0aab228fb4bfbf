import { CommandError, command } from "./command.ts";
import { jsonOption, print, readBytes, say } from "./io.ts";

/** The same for pipelines. */
export const pipelineCommands = [
	command({
		name: "pipelines list",
		says: "the pipelines, one per line",
		takes: [],
		options: { json: jsonOption },
		examples: [""],
		run: ({ values }) => list(values.json ?? false),
	}),
	command({
		name: "pipelines show",
		says: "what a pipeline takes, does and leaves, to read",
		takes: ["<id>"],
		options: { json: jsonOption },
		examples: ["character-creation"],
		run: ({ words: [id = ""], values }) => show(id, values.json ?? false),
	}),
	command({
		name: "pipelines validate",
		says: "what is wrong with a pipeline as JSON, with the workflows of the library; ends with 2 where something is. - is stdin. It is JSON with or without --json",
		takes: ["<file>"],
		options: { json: jsonOption },
		examples: ["my-pipeline.json"],
		run: ({ words: [file = ""] }) => validate(file),
	}),
];

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
