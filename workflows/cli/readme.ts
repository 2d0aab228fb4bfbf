import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkDefinition } from "../definition/define-checks.ts";
import { readmeOf } from "../definition/readme.ts";
import { type Command, readArgs } from "./command.ts";
import { say } from "./io.ts";

export const readme: Command = {
	name: "readme",
	usage: [
		["", "check every workflow and write its README"],
		["--check", "exit 1 where one is not current"],
	],
	async run(args) {
		const { values } = readArgs(args, { check: { type: "boolean" } });
		const { library } = await import("../library/index.ts");
		const mistakes = library.flatMap((workflow) =>
			checkDefinition(workflow).map((mistake) => `${workflow.id}@${workflow.version}: ${mistake}`),
		);
		for (const mistake of mistakes) say(mistake);
		if (mistakes.length > 0) return 2;
		const stale = library.filter((workflow) => {
			const file = join(import.meta.dirname, "../library", workflow.id, "README.md");
			const text = readmeOf(workflow);
			if (values.check === true) return current(file) !== text;
			writeFileSync(file, text);
			return false;
		});
		for (const { id } of stale)
			say(`workflows/library/${id}/README.md is not current: node workflows/cli.ts readme`);
		return stale.length > 0 ? 1 : 0;
	},
};

function current(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}
