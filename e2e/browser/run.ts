import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readReport, testsOf } from "../rows/report.ts";
import { keptTests, tellRows } from "../rows/tell-rows.ts";
import { root } from "../stack/processes.ts";

/**
 * `npm run test:browser`: the tests in a real Chromium. Arguments go to Vitest. After all of them it says which
 * requirement rows they and the last whole `npm test` prove together.
 */
const REPORT = path.join(root, ".wrangler/browser-report.json");

const given = process.argv.slice(2);
mkdirSync(path.dirname(REPORT), { recursive: true });
rmSync(REPORT, { force: true });
const code = await new Promise<number | null>((resolve, reject) => {
	const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
	const args = ["run", "--config", "e2e/browser/vitest.config.ts", ...reporters, ...given];
	const child = spawn(path.join(root, "node_modules/.bin/vitest"), args, { cwd: root, stdio: "inherit" });
	child.once("error", reject);
	child.once("close", resolve);
});
const [report, others] = [readReport(REPORT), keptTests()];
if (given.length === 0 && report !== undefined && others !== undefined)
	tellRows([...others, ...testsOf(report)]);
process.exit(code ?? 1);
