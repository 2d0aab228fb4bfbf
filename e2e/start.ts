import path from "node:path";
import { EXIT } from "../worker/process/exit.ts";
import { type Running, root } from "./stack/processes.ts";
import { startStack } from "./stack/stack.ts";
import { showLogs } from "./start/logs.ts";
import {
	checkComfyUi,
	checkPort,
	holdData,
	readStart,
	StartError,
	type StartOptions,
	USAGE,
} from "./start/options.ts";
import { signInAddress } from "./start/sign-in.ts";

/** Brings everything up on this machine, says where it is, and leaves it running until Ctrl-C. */
const options = await askedFor();
const data = path.resolve(options.data ?? path.join(root, ".wrangler/state"));
console.error("Starting Darkroom…");
const stack = await startStack({
	state: data,
	...options,
	// Whatever of the library is tried runs: the emulator has its nodes and, by name, its models.
	emulator: ["--library", "--fp32-vae", "--base-directory", path.join(data, "comfyui")],
});
const { edge, comfyui, client, adminKey, workerToken, state } = stack;
/** A first job: the emulator runs whatever the library has, a real ComfyUI what needs no model. */
const first = comfyui.emulated
	? { workflow: "z-image-turbo-base-image", parameters: { prompt: "a lighthouse at night", seed: 1 } }
	: {
			graph: {
				"1": {
					class_type: "EmptyImage",
					inputs: { width: 512, height: 512, batch_size: 1, color: 0x336699 },
				},
				"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "first" } },
			},
		};
const studio = await signInAddress(edge.url, client.key);
const more =
	comfyui.emulated || options.edgeOnly
		? ""
		: `
What of the library this ComfyUI can run, and what it lacks for the rest:
  npm run workflows -- doctor --comfyui ${comfyui.url}
`;
console.log(`
Darkroom is running.

  Studio        ${studio}
                (signs you in once, within 15 minutes; after that, sign in with the API key)

  API           ${edge.url}            (health: ${edge.url}/health)
  Manga pages   ${edge.url}/jobs       (${options.open ? "open to programs of this machine, without a key" : "with the API key; --open for programs that send none"})
  Documents     ${edge.url}/docs       (OpenAPI: ${edge.url}/openapi.json, with forms: ${edge.url}/reference)
  ComfyUI       ${options.edgeOnly ? "none: npm run worker brings one (EDGE_URL, WORKER_TOKEN, COMFYUI_URL)" : comfyui.url}${comfyui.emulated ? "  an emulator, not the real thing: set COMFYUI_URL to use one" : ""}
  Data          ${path.relative(process.cwd(), state) || "."}

  API key       ${client.key}
  Worker token  ${workerToken}
  Operator key  ${adminKey}

Try:
  curl -s ${edge.url}/v1/jobs -H 'authorization: Bearer ${client.key}' \\
    -H 'content-type: application/json' -H 'prefer: wait=60' \\
    -d '${JSON.stringify(first)}'
${more}
Ctrl-C stops it. The data stays.`);

const terminal = process.stdout.isTTY === true;
showLogs([edge.process.child.stdout, edge.process.child.stderr], "edge", terminal);
const DRAINED = `A worker was drained and has ended; the API goes on. Another one:
  EDGE_URL=${edge.url} WORKER_TOKEN=${workerToken} COMFYUI_URL=${comfyui.url} npm run worker`;

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.on(signal, () => {
		if (stopping) return;
		stopping = true;
		console.log("\nStopping…");
		void stack.stop().then(() => process.exit(0));
	});
}
const died = (what: string, log: string[], way: string) => {
	if (stopping) return;
	stopping = true;
	console.error(`${what} ended by itself (${way}):\n${log.slice(-20).join("\n")}`);
	void stack.stop().then(() => process.exit(1));
};
edge.process.child.on("exit", (code, signal) => died("The edge", edge.process.log, `${code ?? signal}`));
comfyui.process?.child.on("exit", (code, signal) =>
	died("The ComfyUI emulator", comfyui.process?.log ?? [], `${code ?? signal}`),
);
/** A worker that is killed is started again, as a service manager does it; not one that was drained, or says why it cannot run. */
function keep(worker: Running): void {
	showLogs([worker.child.stderr], "worker", terminal);
	worker.child.on("exit", (code, signal) => {
		if (stopping) return;
		// Somebody told it to: another one in its place would take the work that it was not to have.
		if (signal === null && code === EXIT.ok) return console.error(DRAINED);
		if (signal === null) return died("The worker", worker.log, `exit code ${code}`);
		console.error(`The worker ended (${signal}); another one is started in its place.`);
		keep(stack.startWorker());
	});
}
for (const worker of stack.workers) keep(worker);

/** What was asked for, looked at before anything is started; ends the process where it cannot be done. */
async function askedFor(): Promise<StartOptions> {
	try {
		const asked = readStart(process.argv.slice(2), process.env);
		if (asked === "help") {
			console.log(USAGE);
			process.exit(EXIT.ok);
		}
		await holdData(asked.data ?? path.join(root, ".wrangler/state"));
		await checkPort(asked.port);
		if (!asked.edgeOnly && asked.comfyuiUrl !== undefined) await checkComfyUi(asked.comfyuiUrl);
		return asked;
	} catch (error) {
		if (!(error instanceof StartError)) throw error;
		console.error(error.message);
		process.exit(EXIT.config);
	}
}
