import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endLeftover, noteChild, readNoted, toNote } from "./leftover.ts";
import { startedAt, startOf } from "./started-at.ts";

let folder: string;
let pidFile: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "darkroom-leftover-"));
	pidFile = join(folder, "child.pid");
});
afterEach(async () => {
	for (const child of children.splice(0)) child.kill("SIGKILL");
	await rm(folder, { recursive: true });
});

async function begun(): Promise<{ child: ChildProcess; pid: number }> {
	const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
		detached: true,
		stdio: "ignore",
	});
	children.push(child);
	await once(child, "spawn");
	return { child, pid: child.pid ?? 0 };
}

test("what a dead worker left behind is known again, and ended with its group", async () => {
	const { child, pid } = await begun();
	await noteChild(pidFile, pid);
	const found: number[] = [];
	const ended = once(child, "exit");
	await endLeftover(pidFile, (one) => found.push(one));
	expect(await ended).toEqual([null, "SIGKILL"]);
	expect(found).toEqual([pid]);
	// It is gone: nobody is ended twice.
	await endLeftover(pidFile, (one) => found.push(one));
	expect(found).toEqual([pid]);
});

test("a process that got the number later, one without a start and what is no note are left alone", async () => {
	const { child, pid } = await begun();
	await noteChild(pidFile, pid);
	const { started = "" } = readNoted(await readFile(pidFile, "utf8")) ?? {};
	for (const text of [`${pid} ${started}0`, `${pid}`, `${pid} `, `-${pid} ${started}`, `x ${started}`, ""]) {
		await writeFile(pidFile, text);
		await endLeftover(pidFile, () => expect.unreachable(text));
	}
	await endLeftover(join(folder, "none"), () => expect.unreachable());
	expect([child.exitCode, child.signalCode]).toEqual([null, null]);
});

test("nobody who is not there has a start, and `ps` knows it as macOS does", async () => {
	const { child, pid } = await begun();
	expect(await startedAt(pid)).toBe(await startedAt(pid));
	const byPs = await startedAt(pid, "darwin");
	// Not every container has it.
	if (byPs !== null) expect(byPs).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
	child.kill("SIGKILL");
	await once(child, "exit");
	expect([await startedAt(pid), await startedAt(pid, "darwin")]).toEqual([null, null]);
});

test("a note is read as it was written, and a name with anything in it hides no start", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 2, max: 4_194_304 }),
			fc.stringMatching(/^[\w:]+( [\w:]+){0,4}$/),
			(pid, started) => {
				expect(readNoted(toNote({ pid, started }))).toEqual({ pid, started });
			},
		),
	);
	const rest = Array.from({ length: 30 }, (_, i) => String(i + 3)).join(" ");
	for (const name of ["python3", "a) S 1 2 (b", "("]) expect(startOf(`77 (${name}) ${rest}`)).toBe("22");
	expect([startOf(""), startOf("77 python3 S 1")]).toEqual([null, null]);
});
