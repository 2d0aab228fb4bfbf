import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWorkflow, library } from "./library/index.ts";
import { readmeOf } from "./readme.ts";

const usage = `usage: node workflows/cli.ts <command>
  readme          write the README of every workflow
  readme --check  exit 1 where one is not current
  list            the workflows, one per line
  list --json     their descriptions as JSON`;

/** Runs a command and answers with the exit status: 0 done, 1 not current, 2 not understood. */
function main(command: string, option: string | undefined): number {
	if (command === "list" && (option === undefined || option === "--json")) {
		if (option === "--json") console.log(JSON.stringify(library.map(describeWorkflow), null, 2));
		else for (const w of library) console.log(`${w.id}@${w.version}\t${w.title}`);
		return 0;
	}
	if (command === "readme" && (option === undefined || option === "--check")) {
		const stale = library.filter((workflow) => {
			const file = join(import.meta.dirname, "library", workflow.id, "README.md");
			const text = readmeOf(workflow);
			if (option === "--check") return current(file) !== text;
			writeFileSync(file, text);
			return false;
		});
		for (const { id } of stale)
			console.error(`workflows/library/${id}/README.md is not current: node workflows/cli.ts readme`);
		return stale.length > 0 ? 1 : 0;
	}
	console.error(usage);
	return 2;
}

function current(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}

process.exitCode = main(process.argv[2] ?? "", process.argv[3]);
