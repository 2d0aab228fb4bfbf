import { parseArgs } from "node:util";
import { workerEnvironment } from "./environment.ts";
import type { Fault } from "./faults.ts";
import { RunpodEmulator } from "./server.ts";

/** The emulated queue as a program of its own. */
const USAGE = `usage: main.ts [--port 8000] [--worker NAME] [--fault JSON]
  Serves what RunPod offers to workers of an endpoint and to whoever sends it requests, for one endpoint, in memory.
  --worker   print the environment of a worker of this name
  --fault    a list of faults, for example [{"at":"job-done","times":3,"status":500}]`;

/** How often it is looked what time has done; milliseconds. */
const LOOK_MS = 1_000;

try {
	const { values } = parseArgs({
		options: {
			port: { type: "string", default: "8000" },
			worker: { type: "string" },
			fault: { type: "string", default: "[]" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	const emulator = new RunpodEmulator({ faults: JSON.parse(values.fault) as Fault[] });
	await emulator.listen(Number(values.port));
	const { url, workerKey: key, clientKey } = emulator;
	const look = setInterval(() => emulator.pass(), LOOK_MS);
	console.log(`RunPod emulator (not the real thing) listening on ${url}`);
	console.log(`for requests: POST ${url}/v2/emulated/run with Authorization: Bearer ${clientKey}`);
	if (values.worker !== undefined)
		for (const [name, value] of Object.entries(workerEnvironment(url, { worker: values.worker, key })))
			console.log(`${name}=${value}`);
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => {
			clearInterval(look);
			void emulator.close().finally(() => process.exit(0));
		});
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(USAGE);
	process.exitCode = 1;
}
