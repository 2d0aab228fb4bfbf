import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, inject, onTestFinished, test } from "vitest";

const SOURCE = path.join(import.meta.dirname, "main.ts");

const start = (...args: string[]) => startProgram(inject("programs").emulator, args);

function startProgram(program: string, args: string[]) {
	const child = spawn(process.execPath, [program, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	onTestFinished(() => {
		child.kill("SIGKILL");
	});
	return child;
}

async function address(child: ReturnType<typeof startProgram>): Promise<string> {
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	expect(line).toMatch(
		/^ComfyUI emulator 0\.3\.64 \(not the real thing\) listening on http:\/\/127\.0\.0\.1:\d+$/,
	);
	return line.split(" ").at(-1) ?? "";
}

test("starts alone from its sources, says what it is, and ends when told to", async () => {
	const child = startProgram(SOURCE, ["--port", "0", "--version", "0.3.64", "--step-ms", "1"]);
	const url = await address(child);
	const stats = (await (await fetch(`${url}/system_stats`)).json()) as { system: Record<string, unknown> };
	expect(stats.system).toMatchObject({ comfyui_version: "0.3.64", emulator: "darkroom" });
	child.kill("SIGTERM");
	expect(await once(child, "exit")).toEqual([0, null]);
});

test("says its options when asked, and ends well", async () => {
	const child = start("--help");
	const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
	expect(line).toContain("usage: main.ts [--port 8188]");
	expect(await once(child, "exit")).toEqual([0, null]);
});

test("dies of a scripted crash like a process that was killed", async () => {
	const fault = JSON.stringify([{ at: "http", match: { route: "/free" }, do: { kind: "crash" } }]);
	const child = start("--port", "0", "--version", "0.3.64", "--fault", fault);
	const url = await address(child);
	await expect(fetch(`${url}/free`, { method: "POST", body: "{}" })).rejects.toThrow();
	const [code] = await once(child, "exit");
	expect(code).toBe(139);
});

test("explains itself when it does not understand", async () => {
	const child = start("--version", "1.0");
	const [[text], [code]] = await Promise.all([once(child.stderr, "data"), once(child, "exit")]);
	expect(String(text)).toContain("unknown version 1.0");
	expect(code).toBe(1);
});
