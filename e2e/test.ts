import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./stack/processes.ts";

/**
 * Everything that is checked, cheapest first: formatting and lint, types, then the tests of every project.
 * Further arguments go to Vitest: `npm test -- --project edge`. With `--comfyui` only the contract tests run,
 * against the real server at COMFYUI_URL.
 */
const bin = (name: string) => path.join(root, "node_modules/.bin", name);
const began = performance.now();
const counts = { passed: 0, failed: 0, skipped: 0 };
let broken = false;

function check(title: string, command: string, args: string[]): void {
	const at = performance.now();
	const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
	console.log(
		`${status === 0 ? "ok" : "FAILED"}  ${title}  (${((performance.now() - at) / 1000).toFixed(1)} s)\n`,
	);
	if (status !== 0) process.exit(status ?? 1);
}

function vitest(args: string[]): void {
	const report = path.join(root, ".wrangler/test-report.json");
	mkdirSync(path.dirname(report), { recursive: true });
	rmSync(report, { force: true });
	const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
	const { status } = spawnSync(
		bin("vitest"),
		["run", "--config", "vitest.workspace.ts", ...reporters, ...args],
		{
			cwd: root,
			stdio: "inherit",
		},
	);
	broken ||= status !== 0;
	const result = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
	counts.passed += result.numPassedTests ?? 0;
	counts.failed += result.numFailedTests ?? 0;
	counts.skipped += (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0);
}

const given = process.argv.slice(2);
if (given.includes("--comfyui")) {
	if (!process.env.COMFYUI_URL) {
		console.error("Set COMFYUI_URL to the server to test against, for example http://127.0.0.1:8188");
		process.exit(2);
	}
	const more = given.filter((arg) => arg !== "--comfyui");
	vitest(["--project", "e2e", "comfyui-contract", ...more]);
	// Holds up the server's queue, so it comes after what waits for that queue.
	vitest(["--project", "workflows", "comfyui-contract", ...more]);
} else if (given.length > 0) {
	vitest(given);
} else {
	check("format and lint (Biome)", bin("biome"), ["check", "--error-on-warnings"]);
	check("types: worker, workflows, client, e2e", bin("tsc"), ["-p", "."]);
	check("types: edge", bin("tsc"), ["-p", "edge"]);
	vitest(["--project", "workflows", "--project", "worker", "--project", "edge*"]);
	// Whole processes last and alone: they need both cores.
	vitest(["--project", "e2e"]);
}
console.log(`\nAll of it took ${((performance.now() - began) / 1000).toFixed(0)} s.`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(broken ? 1 : 0);
