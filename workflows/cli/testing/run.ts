import { execFile } from "node:child_process";
import { expect, inject, vi } from "vitest";
import { main } from "../main.ts";

export interface Ran {
	status: number;
	stdout: string;
	stderr: string;
}

/** As a person has it: a process of its own. Each command is run so once, and whenever it reads its standard input. */
export function spawned(args: string[], stdin = "", program = inject("cli")): Promise<Ran> {
	return new Promise((done) => {
		const child = execFile(
			process.execPath,
			[program, ...args],
			{ encoding: "utf8", maxBuffer: 2 ** 27 },
			(error, stdout, stderr) =>
				done({
					status: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
					stdout,
					stderr,
				}),
		);
		child.stdin?.end(stdin);
	});
}

/** The same in this process, which takes a hundredth of the time. */
export async function run(args: string[]): Promise<Ran> {
	const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
	const talk = vi.spyOn(process.stderr, "write").mockReturnValue(true);
	const said = (to: typeof out) => to.mock.calls.map(([text]) => String(text)).join("");
	try {
		const status = await main(args);
		return { status, stdout: said(out), stderr: said(talk) };
	} finally {
		out.mockRestore();
		talk.mockRestore();
	}
}

/** The JSON on stdout; nothing else may be there. */
export async function runForJson(
	args: string[],
	stdin?: string,
): Promise<{ status: number; value: ReturnType<typeof JSON.parse>; stderr: string }> {
	const { status, stdout, stderr } = await (stdin === undefined ? run(args) : spawned(args, stdin));
	expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
	return { status, value: JSON.parse(stdout), stderr };
}
