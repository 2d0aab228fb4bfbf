import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { launchOf, pythonOf, usualFolder } from "./launch.ts";

const facts = { folder: "/opt/ComfyUI", python: "python3", port: 8188, flags: [] };

test("S2-INFRA-01b on a Mac it is started in half precision, on loopback, at port 8188", () => {
	const launch = launchOf({ ...facts, platform: "darwin" });
	expect(launch).toMatchObject({ file: "python3", cwd: "/opt/ComfyUI" });
	const line = "args" in launch ? launch.args.join(" ") : "";
	for (const flags of ["--force-fp16", "--fp32-vae", "--listen 127.0.0.1 --port 8188"])
		expect(line).toContain(flags);
	expect(launch).toMatchObject({ env: { PYTORCH_ENABLE_MPS_FALLBACK: "1" } });
});

test("elsewhere nothing is forced upon the GPU, and only this machine is listened to", () => {
	const launch = launchOf({ ...facts, platform: "linux", port: 9000, flags: ["--cache-none"] });
	expect(launch).toEqual({
		file: "python3",
		cwd: "/opt/ComfyUI",
		env: {},
		args: [
			"/opt/ComfyUI/main.py",
			"--listen",
			"127.0.0.1",
			"--port",
			"9000",
			"--disable-auto-launch",
			"--disable-metadata",
			"--cache-none",
		],
	});
});

test("S2-INFRA-01c the usual place on a Mac is ~/tools/ComfyUI; elsewhere there is none", () => {
	expect(usualFolder("darwin", "/Users/a")).toBe("/Users/a/tools/ComfyUI");
	expect(usualFolder("linux", "/home/a")).toBeNull();
});

test("the Python of an environment in ComfyUI's folder comes before the machine's", async () => {
	const folder = await mkdtemp(join(tmpdir(), "darkroom-test-"));
	try {
		expect(await pythonOf(folder)).toBe("python3");
		await mkdir(join(folder, ".venv/bin"), { recursive: true });
		await writeFile(join(folder, ".venv/bin/python"), "");
		expect(await pythonOf(folder)).toBe("python3");
		await chmod(join(folder, ".venv/bin/python"), 0o755);
		expect(await pythonOf(folder)).toBe(join(folder, ".venv/bin/python"));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
