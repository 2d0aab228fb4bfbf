import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkDefinition } from "../definition/define-checks.ts";
import { readmeOf } from "../definition/readme.ts";
import { checkPipeline } from "../pipelines/check/check.ts";
import { pipelineReadme } from "../pipelines/describe/readme.ts";
import { command } from "./command.ts";
import { say } from "./io.ts";
import { qualityHandbook } from "./quality-handbook.ts";

export const readme = command({
	name: "readme",
	says: "checks every workflow and pipeline and writes its README, and that of quality",
	takes: [],
	options: { check: { says: "writes nothing, and ends with 1 where one is not current" } },
	examples: ["--check"],
	async run({ values }) {
		const { findWorkflow, library } = await import("../library/index.ts");
		const { pipelines } = await import("../pipelines/index.ts");
		const mistakes = [
			...library.flatMap((workflow) =>
				checkDefinition(workflow).map((mistake) => `${workflow.id}@${workflow.version}: ${mistake}`),
			),
			...pipelines.flatMap((pipeline) =>
				checkPipeline(pipeline, findWorkflow).map(
					({ pointer, message }) => `${pipeline.id}@${pipeline.version}${pointer}: ${message}`,
				),
			),
		];
		for (const mistake of mistakes) say(mistake);
		if (mistakes.length > 0) return 2;
		const files = [
			...library.map((workflow) => ({ of: `library/${workflow.id}`, text: readmeOf(workflow) })),
			...pipelines.map((pipeline) => ({
				of: `pipelines/${pipeline.id}`,
				text: pipelineReadme(pipeline, findWorkflow),
			})),
			{ of: "quality", text: qualityHandbook(library) },
		];
		const stale = files.filter(({ of, text }) => {
			const file = join(import.meta.dirname, "..", of, "README.md");
			if (values.check) return current(file) !== text;
			writeFileSync(file, text);
			return false;
		});
		for (const { of } of stale) say(`workflows/${of}/README.md is not current: node workflows/cli.ts readme`);
		return stale.length > 0 ? 1 : 0;
	},
});

function current(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}
