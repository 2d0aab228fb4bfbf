import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { shown } from "./logs.ts";
import { checkComfyUi, checkPort, holdData, readStart, StartError } from "./options.ts";

test("S2-GEN-01a PORT=3000 serves on port 3000; /jobs and /loras are open only where that is asked for", () => {
	expect(readStart([], { PORT: "3000" })).toMatchObject({ port: 3000, open: false });
	expect(readStart(["--open"], { PORT: "3000" })).toMatchObject({ port: 3000, open: true });
});

test("flags win over the environment; both have defaults", () => {
	const nothing = {
		port: 8787,
		edgeOnly: false,
		workers: 1,
		comfyuiUrl: undefined,
		allowedOrigins: "",
		open: false,
		data: undefined,
	};
	expect(readStart([], {})).toEqual(nothing);
	expect(
		readStart(["--port", "9000", "--workers", "3"], { PORT: "8000", COMFYUI_URL: "http://127.0.0.1:8188" }),
	).toEqual({
		...nothing,
		port: 9000,
		workers: 3,
		comfyuiUrl: "http://127.0.0.1:8188",
	});
	expect(readStart(["--edge-only"], { PORT: "8000" })).toEqual({
		...nothing,
		port: 8000,
		edgeOnly: true,
		workers: 0,
	});
	expect(readStart(["--help", "--port", "x"], {})).toBe("help");
});

test.each([
	[["--port", "http"], /--port is a whole number/],
	[["--workers", "65"], /--workers is a whole number from 0 to 64/],
	[["--comfyui-url", "localhost:8188"], /no http address/],
	[["--prot", "1"], /--prot.*--help lists all/],
	[["--allow-origin", "nonsense"], /"nonsense" is no origin such as/],
	[["--edge-only", "--workers", "2"], /starts no worker/],
	[["--data", ""], /path of a folder/],
])("%j is refused in words", (args, words) => {
	expect(() => readStart(args, {})).toThrow(StartError);
	expect(() => readStart(args, {})).toThrow(words);
});

test("a port that is taken and a ComfyUI that does not answer are told before anything is started", async () => {
	// It takes the connection and never answers.
	const silent = createServer(() => undefined).listen(0, "127.0.0.1");
	await once(silent, "listening");
	const { port } = silent.address() as AddressInfo;
	try {
		await expect(checkPort(port)).rejects.toThrow(`port ${port} is taken`);
		await expect(checkComfyUi(`http://127.0.0.1:${port}`, 50)).rejects.toThrow("does not answer within");
	} finally {
		silent.closeAllConnections();
		await new Promise((resolve) => silent.close(resolve));
	}
	await expect(checkComfyUi(`http://127.0.0.1:${port}`)).rejects.toThrow("cannot be reached");
	await expect(checkPort(port)).resolves.toBeUndefined();
});

test("data that another Darkroom runs on is refused, however its folder is written", async () => {
	const folder = path.join(tmpdir(), randomUUID());
	await holdData(folder);
	await expect(holdData(`${folder}/../${path.basename(folder)}/`)).rejects.toThrow(
		"another Darkroom runs on",
	);
	await expect(holdData(`${folder}-2`)).resolves.toBeUndefined();
});

test("logs are JSON off a terminal and short on one", () => {
	const line = JSON.stringify({
		level: "warn",
		message: "request",
		request: "req_1",
		method: "POST",
		path: "/v1/jobs",
		status: 422,
		ms: 12,
		refused: "invalid_graph",
	});
	expect(shown(line, "edge", true)).toMatch(
		/! {2}edge: POST \/v1\/jobs 422 12 ms refused=invalid_graph req_1$/,
	);
	expect(JSON.parse(shown(line, "edge", false) ?? "")).toMatchObject({
		source: "edge",
		refused: "invalid_graph",
	});
	expect(shown("listening on http://127.0.0.1:1", "edge", true)).toBeNull();
	expect(shown('{"level":"debug","message":"x"}', "edge", false)).toBeNull();
});
