import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../process/log.ts";
import { HeldClock } from "../../testing/held-clock.ts";
import { until } from "../../testing/until.ts";
import { RestartCommand } from "./restart-command.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "darkroom-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a command that brings nothing is tried again while it is needed, and at once when it is asked for anew", async () => {
	const clock = new HeldClock();
	const stop = new AbortController();
	const file = join(folder, "runs");
	const runs = () => {
		try {
			return readFileSync(file, "utf8").length;
		} catch {
			return 0;
		}
	};
	let needed = true;
	const command = new RestartCommand(`printf x >> ${file}; exit 3`, clock, silentLogger, stop.signal);
	command.restart("it hangs", () => needed);
	// While one is on its way another is not begun.
	command.restart("it hangs", () => needed);
	await until("it has run and rests", () => runs() === 1 && clock.sleeping === 1);
	clock.advance(89_999);
	expect(clock.sleeping).toBe(1);
	clock.advance(1);
	await until("it has run again", () => runs() === 2 && clock.sleeping === 1);
	command.restart("it hangs", () => needed);
	await until("it has run at once", () => runs() === 3 && clock.sleeping === 1);
	needed = false;
	clock.advance(1_000_000);
	await until("it rests no more", () => clock.sleeping === 0);
	expect(runs()).toBe(3);
	stop.abort();
});
