import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../stack/processes.ts";

/** `npm run test:editor` on a machine where PATH leads nowhere. */
function compare(env: Record<string, string>) {
	const empty = mkdtempSync(path.join(os.tmpdir(), "darkroom-empty-"));
	try {
		const { status, stdout } = spawnSync(process.execPath, ["e2e/editor/compare.ts"], {
			cwd: root,
			encoding: "utf8",
			env: { PATH: empty, HOME: empty, ...env },
		});
		return { status, lines: stdout.trim().split("\n") };
	} finally {
		rmSync(empty, { recursive: true, force: true });
	}
}

test("the comparison with the editor passes where Chromium or pip is missing, and says which, in one line", () => {
	const nowhere = path.join(os.tmpdir(), "there-is-nothing-here");
	const neither = compare({ CHROMIUM: nowhere });
	expect(neither.status).toBe(0);
	expect(neither.lines).toHaveLength(1);
	expect(neither.lines[0]).toMatch(
		/^skipped: .*Chromium \(set CHROMIUM.*\) and Python with pip \(set PYTHON/,
	);
	// A file that is there stands for a browser: nothing starts it.
	const noPip = compare({ CHROMIUM: process.execPath });
	expect(noPip.status).toBe(0);
	expect(noPip.lines).toHaveLength(1);
	expect(noPip.lines[0]).toMatch(/^skipped: /);
	expect(noPip.lines[0]).toContain("Python with pip");
	expect(noPip.lines[0]).not.toContain("Chromium");
});
