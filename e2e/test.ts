import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ComfyHttp } from "../worker/comfyui/wire/http.ts";
import { HttpPool } from "../worker/process/request.ts";
import { type Report, readReport, testsOf } from "./rows/report.ts";
import { browserTestsUnrun, keepTests, ROWS, tellRows } from "./rows/tell-rows.ts";
import { root } from "./stack/processes.ts";
import { contractNeeds } from "./testing/contract-needs.ts";

/**
 * Everything that is checked: formatting and lint, types, and the tests of every project, side by side. At the
 * end it says which requirement rows the tests prove. Further arguments go to Vitest:
 * `npm test -- --project edge`. Random tests try a fifth of their cases; with `--thorough` they try all. With
 * `--rows` only the table of the last whole run is printed. With `--comfyui` only the contract tests run, against
 * the real server at COMFYUI_URL.
 */
const USAGE = `npm test -- [options] [what Vitest takes]: formatting, lint, types and every test

  --project <name>  only this project's tests; -t <words>: only tests so named
  --thorough        random tests try all their cases, not a fifth; everything is killed at every border of
                    stages; what takes turns by the day (DARKROOM_TURN=<number> chooses) is tried whole
  --rows            only the table of requirements that the last whole run left, with the browser's
                    tests where \`npm run test:browser\` ran after it
  --comfyui         only the contract tests, against the ComfyUI at COMFYUI_URL (npm run test:comfyui)
  --help            this`;
const bin = (name: string) => path.join(root, "node_modules/.bin", name);
/** Several checkers of one program check the same types again: more processor time, of which there is none to spare here. */
const ALONE = ["--checkers", "1"];
const REPORT = path.join(root, ".wrangler/test-report.json");

const began = performance.now();
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(0);

/** Runs a program to its end. What it says is kept for later, or goes to the terminal at once. */
function run(
	command: string,
	args: string[],
	say: "later" | "at once",
): Promise<{ ok: boolean; said: string }> {
	return new Promise((resolve, reject) => {
		const stdio = say === "at once" ? ("inherit" as const) : ("pipe" as const);
		const child = spawn(command, args, { cwd: root, stdio: ["ignore", stdio, stdio] });
		let said = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on("data", (chunk: Buffer) => {
				said += chunk.toString("utf8");
			});
		}
		child.once("error", reject);
		child.once("close", (code) => resolve({ ok: code === 0, said }));
	});
}

/** A check that runs beside the tests: a line when it is done, and what it found where it failed. */
async function check(title: string, command: string, args: string[]): Promise<boolean> {
	const at = performance.now();
	const { ok, said } = await run(bin(command), args, "later");
	console.log(`${ok ? "ok" : "FAILED"}  ${title}  (${seconds(at)} s)${ok ? "" : `\n${said}`}`);
	return ok;
}

async function vitest(args: string[]): Promise<{ ok: boolean; report: Report }> {
	mkdirSync(path.dirname(REPORT), { recursive: true });
	rmSync(REPORT, { force: true });
	const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
	const all = ["run", "--config", "vitest.workspace.ts", ...reporters, ...args];
	const { ok } = await run(bin("vitest"), all, "at once");
	const report = readReport(REPORT);
	if (report === undefined) throw new Error("Vitest ended without a report; see above.");
	return { ok, report };
}

function together(reports: readonly Report[]): Report {
	const count = (of: (report: Report) => number) => reports.reduce((all, report) => all + of(report), 0);
	return {
		numPassedTests: count((one) => one.numPassedTests),
		numFailedTests: count((one) => one.numFailedTests),
		numPendingTests: count((one) => one.numPendingTests),
		numTodoTests: count((one) => one.numTodoTests),
		testResults: reports.flatMap(({ testResults }) => testResults),
	};
}

/** Where the time goes: the files that took longest, in seconds of the clock. */
function tellSlowest(report: Report): void {
	const files = report.testResults
		.map(({ name, startTime, endTime }) => ({ file: path.relative(root, name), took: endTime - startTime }))
		.toSorted((a, b) => b.took - a.took)
		.slice(0, 8);
	console.log(
		`Longest: ${files.map(({ file, took }) => `${file} ${(took / 1000).toFixed(0)} s`).join(", ")}`,
	);
}

async function whole(): Promise<boolean> {
	const checks = Promise.all([
		check("format and lint (Biome)", "biome", ["check", "--error-on-warnings"]),
		check("types: worker, workflows, client, e2e", "tsc", ["-p", ".", ...ALONE]),
		check("types: edge", "tsc", ["-p", "edge", ...ALONE]),
		check("types: studio", "tsc", ["-p", "edge/studio", ...ALONE]),
	]);
	const { ok, report } = await vitest([]);
	const good = await checks;
	tellSlowest(report);
	const checked = {
		...{ file: "e2e/test.ts", title: "S3-101 format, lint and types of everything" },
		status: good.every(Boolean) ? "passed" : "failed",
	};
	const tests = [...testsOf(report), checked];
	keepTests(tests);
	tellRows([...tests, ...browserTestsUnrun()]);
	if (!good.every(Boolean)) console.log("FAILED  lint or types: see above");
	sum(report);
	return ok && good.every(Boolean);
}

function sum(report: Report): void {
	const skipped = report.numPendingTests + report.numTodoTests;
	console.log(`\nAll of it took ${seconds(began)} s.`);
	console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
}

async function againstComfyui(more: string[]): Promise<boolean> {
	if (!process.env.COMFYUI_URL) {
		console.error("Set COMFYUI_URL to the server to test against, for example http://127.0.0.1:8188");
		process.exit(2);
	}
	const { system } = await new ComfyHttp(new URL(process.env.COMFYUI_URL), new HttpPool())
		.systemStats()
		.catch((error: unknown) => {
			console.error(`No ComfyUI answers at ${process.env.COMFYUI_URL}: ${error}`);
			process.exit(2);
		});
	const needs = contractNeeds(system.comfyui_version, system.argv);
	if (needs.length > 0) {
		console.error(`This ComfyUI cannot be tested: ${needs.join("; ")}`);
		process.exit(2);
	}
	const answers = await vitest(["--project", "worker", "comfyui-contract", ...more]);
	const product = await vitest(["--project", "e2e", "comfyui-contract", ...more]);
	// Holds up the server's queue, so it comes after what waits for that queue.
	const verdicts = await vitest(["--project", "workflows", "comfyui-contract", ...more]);
	sum(together([answers.report, product.report, verdicts.report]));
	return answers.ok && product.ok && verdicts.ok;
}

async function part(args: string[]): Promise<boolean> {
	const { ok, report } = await vitest(args);
	sum(report);
	return ok;
}

if (process.argv.includes("--help")) {
	console.log(USAGE);
	process.exit(0);
}
const given = process.argv.slice(2).filter((arg) => arg !== "--thorough");
if (process.argv.includes("--thorough")) process.env.DARKROOM_THOROUGH = "1";
let ok = true;
if (given.includes("--rows")) {
	if (!existsSync(ROWS)) ok = await whole();
	process.stdout.write(readFileSync(ROWS, "utf8"));
} else if (given.includes("--comfyui")) ok = await againstComfyui(given.filter((arg) => arg !== "--comfyui"));
else ok = given.length > 0 ? await part(given) : await whole();
process.exit(ok ? 0 : 1);
