import path from "node:path";
import { parseArgs } from "node:util";
import { EmulatedEndpoint, POD_TEMPLATE } from "./endpoint.ts";
import { workerEnvironment } from "./environment.ts";
import type { Fault } from "./faults.ts";
import { RunpodEmulator } from "./server.ts";

/** The emulated endpoint as a program of its own. */
const USAGE = `usage: main.ts [--port 8000] [--worker NAME] [--fault JSON]
       main.ts --workers-max 2 [--workers-min 0] [--queue-delay 4] [--request-count N] [--idle-timeout 5]
               [--cold-start-ms 500] [--flashboot] [--machines N] [--price 310] [--port 8000] [--fault JSON]
  Serves what RunPod offers to workers of an endpoint and to whoever sends it requests, for one endpoint, in memory.
  --worker       print the environment of a worker of this name, and let whoever asks take requests
  --fault        a list of faults, for example [{"at":"job-done","times":3,"status":500}]
  --workers-max  start and end real workers by itself, each with an emulated ComfyUI, and print what they cost when
                 it ends. EDGE_URL and WORKER_TOKEN come from the environment, as from an endpoint's template.
                 Delays and time-outs in seconds, the price of a second of a worker in millionths of a US dollar
  It emulates:   for workers job-take, job-take-batch, job-stop, job-done, job-stream, ping; for senders run, runsync,
                 status, status-sync, stream, cancel, retry, purge-queue, health, webhooks (three tries), sizes, time
                 limits, retention, limits of calls; with --workers-max also scaling by delay or count, idle time-outs,
                 cold starts, crashes, machines that are short, FlashBoot (processes stand still), rolling releases,
                 the cut after days without requests, and /v2/serverless/{id} with its workers, /v2/pods and their
                 actions with real processes, /v2/templates/${POD_TEMPLATE}, /v2/catalog/gpus, and the bill
  It does not:   other endpoints, volumes, logs, releases, account billing, batches, load balancers, prices that change,
                 limits of calls that grow with the workers, images (every machine runs the worker beside it)`;

/** How often it is looked what time has done; milliseconds. */
const LOOK_MS = 1_000;

try {
	const { values } = parseArgs({
		options: {
			port: { type: "string", default: "8000" },
			worker: { type: "string" },
			fault: { type: "string", default: "[]" },
			"workers-max": { type: "string" },
			"workers-min": { type: "string", default: "0" },
			"queue-delay": { type: "string", default: "4" },
			"request-count": { type: "string" },
			"idle-timeout": { type: "string", default: "5" },
			"cold-start-ms": { type: "string", default: "500" },
			flashboot: { type: "boolean", default: false },
			machines: { type: "string" },
			price: { type: "string", default: "310" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	const faults = JSON.parse(values.fault) as Fault[];
	const port = number("port", values.port);
	if (values["workers-max"] === undefined) await serveQueue(port, faults, values.worker);
	else {
		const count = values["request-count"];
		const endpoint = new EmulatedEndpoint({
			programs: {
				worker: path.resolve(import.meta.dirname, "../../main.ts"),
				comfyui: path.resolve(import.meta.dirname, "../comfyui/main.ts"),
			},
			faults,
			price: number("price", values.price),
			scaling: {
				workersMax: number("workers-max", values["workers-max"]),
				workersMin: number("workers-min", values["workers-min"]),
				idleTimeoutMs: number("idle-timeout", values["idle-timeout"]) * 1000,
				flashBoot: values.flashboot,
				scaler:
					count === undefined
						? { type: "QUEUE_DELAY", seconds: number("queue-delay", values["queue-delay"]) }
						: { type: "REQUEST_COUNT", requests: number("request-count", count) },
			},
			platform: {
				coldStartMs: number("cold-start-ms", values["cold-start-ms"]),
				...(values.machines === undefined ? {} : { machines: number("machines", values.machines) }),
			},
		});
		const { EDGE_URL = "", WORKER_TOKEN = "" } = process.env;
		for (const [name, value] of Object.entries({ EDGE_URL, WORKER_TOKEN }))
			if (value === "") throw new Error(`${name} must be set: workers cannot begin without it`);
		endpoint.setTemplate({ EDGE_URL, WORKER_TOKEN });
		await endpoint.runpod.listen(port);
		tell(endpoint.runpod);
		atEnd(async () => {
			await endpoint.close();
			console.log(JSON.stringify(endpoint.bill()));
		});
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(USAGE);
	process.exitCode = 1;
}

async function serveQueue(port: number, faults: Fault[], worker: string | undefined): Promise<void> {
	const emulator = new RunpodEmulator({ faults });
	await emulator.listen(port);
	const look = setInterval(() => emulator.pass(), LOOK_MS);
	tell(emulator);
	const { url, workerKey: key } = emulator;
	if (worker !== undefined)
		for (const [name, value] of Object.entries(workerEnvironment(url, { worker, key })))
			console.log(`${name}=${value}`);
	atEnd(async () => {
		clearInterval(look);
		await emulator.close();
	});
}

function tell({ url, clientKey }: RunpodEmulator): void {
	console.log(`RunPod emulator (not the real thing) listening on ${url}`);
	console.log(`for requests: POST ${url}/v2/emulated/run with Authorization: Bearer ${clientKey}`);
}

function atEnd(end: () => Promise<void>): void {
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => void end().finally(() => process.exit(0)));
}

function number(name: string, text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value) || value < 0)
		throw new Error(`--${name}: ${text} is no number`);
	return value;
}
