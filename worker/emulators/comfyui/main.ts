import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isRecord } from "./graph.ts";
import { loads } from "./http/pyjson.ts";
import { libraryOptions } from "./library.ts";
import { type ComfyEmulatorOptions, startComfyEmulator } from "./server.ts";

/** The emulator as a program of its own. Options are those of ComfyUI where it has them. */
const USAGE = `usage: main.ts [--port 8188] [--listen 127.0.0.1] [--version 0.33.0|0.3.64] [--data-dir DIR]
  [--step-ms 20] [--node-ms 0] [--model-load-ms 0] [--history-lag-ms 0] [--output-bytes 0] [--output-seed 1]
  [--device cuda|mps] [--vram-gb 24] [--previews] [--probes]
  [--fault JSON] [--object-info FILE] [--library]
  [--base-directory DIR] [--fp32-vae] [--force-fp16]`;

function options(): ComfyEmulatorOptions {
	const { values } = parseArgs({
		options: {
			port: { type: "string", default: "8188" },
			listen: { type: "string", default: "127.0.0.1" },
			version: { type: "string", default: "0.33.0" },
			"data-dir": { type: "string" },
			"step-ms": { type: "string" },
			"node-ms": { type: "string" },
			"model-load-ms": { type: "string" },
			"history-lag-ms": { type: "string" },
			"output-bytes": { type: "string" },
			"output-seed": { type: "string" },
			"vram-gb": { type: "string" },
			device: { type: "string", default: "cuda" },
			previews: { type: "boolean", default: false },
			probes: { type: "boolean", default: false },
			fault: { type: "string" },
			"object-info": { type: "string" },
			library: { type: "boolean", default: false },
			"base-directory": { type: "string" },
			"fp32-vae": { type: "boolean", default: false },
			"force-fp16": { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	const { version, device } = values;
	if (version !== "0.33.0" && version !== "0.3.64") throw new Error(`unknown version ${version}`);
	if (device !== "cuda" && device !== "mps") throw new Error(`unknown device ${device}`);
	const found: ComfyEmulatorOptions = {
		device,
		port: Number(values.port),
		host: values.listen,
		version,
		previews: values.previews,
		probes: values.probes,
		onCrash: () => process.exit(139),
	};
	const numbers = [
		["stepMs", values["step-ms"]],
		["nodeMs", values["node-ms"]],
		["modelLoadMs", values["model-load-ms"]],
		["historyLagMs", values["history-lag-ms"]],
		["outputBytes", values["output-bytes"]],
		["outputSeed", values["output-seed"]],
		["vramGb", values["vram-gb"]],
	] as const;
	for (const [name, value] of numbers) if (value !== undefined) found[name] = Number(value);
	if (values["data-dir"] !== undefined) found.dataDir = values["data-dir"];
	if (values.fault !== undefined) found.faults = JSON.parse(values.fault);
	const base = values["base-directory"];
	if (base !== undefined) found.dataDir = base;
	found.argv = [
		...(base === undefined ? [] : ["--base-directory", base]),
		...(values["fp32-vae"] ? ["--fp32-vae"] : []),
		...(values["force-fp16"] ? ["--force-fp16"] : []),
	];
	if (values.library) Object.assign(found, libraryOptions(version));
	if (values["object-info"] !== undefined) {
		const info = loads(readFileSync(values["object-info"], "utf8"));
		if (!isRecord(info)) throw new Error("--object-info: not a JSON object");
		found.objectInfo = info;
	}
	return found;
}

try {
	const emulator = await startComfyEmulator(options());
	await emulator.ready;
	console.log(`ComfyUI emulator ${emulator.version} (not the real thing) listening on ${emulator.url}`);
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.once(signal, () => void emulator.close().finally(() => process.exit(0)));
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(USAGE);
	process.exitCode = 1;
}
