import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./stack/processes.ts";

/**
 * Everything that is checked, cheapest first: formatting and lint, types, then the tests of every project.
 * Further arguments go to Vitest: `npm test -- --project edge`. With `--comfyui` only the contract tests run,
 * against the real server at COMFYUI_URL.
 */
const bin = (name: string) => path.join(root, "node_modules/.bin", name);
const began = performance.now();

function run(title: string, command: string, args: string[]): void {
	const at = performance.now();
	const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
	console.log(
		`${status === 0 ? "ok" : "FAILED"}  ${title}  (${((performance.now() - at) / 1000).toFixed(1)} s)\n`,
	);
	if (status !== 0) process.exit(status ?? 1);
}

const given = process.argv.slice(2);
const contract = given.includes("--comfyui");
const args = given.filter((arg) => arg !== "--comfyui");
if (contract && !process.env.COMFYUI_URL) {
	console.error("Set COMFYUI_URL to the server to test against, for example http://127.0.0.1:8188");
	process.exit(2);
}
if (!contract && args.length === 0) {
	run("format and lint (Biome)", bin("biome"), ["check", "--error-on-warnings"]);
	run("types: worker, workflows, client, e2e", bin("tsc"), ["-p", "."]);
	run("types: edge", bin("tsc"), ["-p", "edge"]);
}

const report = path.join(root, ".wrangler/test-report.json");
mkdirSync(path.dirname(report), { recursive: true });
const { status } = spawnSync(
	bin("vitest"),
	[
		"run",
		"--config",
		"vitest.workspace.ts",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${report}`,
		...(contract ? ["--project", "e2e", "comfyui-contract"] : []),
		...args,
	],
	{ cwd: root, stdio: "inherit" },
);
const counts = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
const skipped = (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0);
console.log(`\nAll of it took ${((performance.now() - began) / 1000).toFixed(0)} s.`);
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped`);
process.exit(status ?? 1);
