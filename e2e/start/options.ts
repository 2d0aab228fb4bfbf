import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { readOrigins } from "../../edge/contract/origins.ts";
import { holdName } from "../../worker/process/hold-name.ts";

/** What `npm start` was asked for. */
export interface StartOptions {
	port: number;
	/** Only the API: no ComfyUI and no worker. */
	edgeOnly: boolean;
	workers: number;
	/** Of a ComfyUI that runs already; undefined: the emulator. */
	comfyuiUrl: string | undefined;
	allowedOrigins: string;
	/** Programs of this machine may ask at /jobs and /loras without a key. */
	open: boolean;
	/** The folder of D1, R2 and Durable Objects; undefined: `.wrangler/state` of the checkout. */
	data: string | undefined;
}

/** What cannot be done as asked; the message is for people. */
export class StartError extends Error {}

export const USAGE = `npm start -- [options]: Darkroom on this machine, until Ctrl-C

  --port <n>              port of the API; also PORT             default 8787
  --workers <n>           workers beside the ComfyUI             default 1
  --edge-only             only the API: start workers yourself (npm run worker)
  --comfyui-url <url>     a ComfyUI that runs; also COMFYUI_URL  default: an emulator
  --allow-origin <origin> a web page that may call the API; may be given again; also ALLOWED_ORIGINS
  --open                  /jobs and /loras without a key, for programs of this machine; not for web pages
  --data <folder>         where everything is kept; one Darkroom at a time   default .wrangler/state
  --help                  this

Logs are lines of JSON where standard output is no terminal.`;

/** Reads flags and environment; "help" where that is asked for. @throws StartError */
export function readStart(
	args: readonly string[],
	env: Record<string, string | undefined>,
): StartOptions | "help" {
	const values = parse(args);
	if (values.help) return "help";
	const allowedOrigins = values["allow-origin"]?.join(",") ?? env.ALLOWED_ORIGINS ?? "";
	checkOrigins(allowedOrigins);
	const edgeOnly = values["edge-only"] ?? false;
	if (edgeOnly && values.workers !== undefined)
		throw new StartError("--edge-only starts no worker: leave --workers out");
	if (values.data === "") throw new StartError("--data is the path of a folder");
	const comfyuiUrl = values["comfyui-url"] ?? (env.COMFYUI_URL || undefined);
	if (comfyuiUrl !== undefined && !/^https?:$/.test(URL.parse(comfyuiUrl)?.protocol ?? ""))
		throw new StartError(`COMFYUI_URL is no http address: ${comfyuiUrl}`);
	return {
		port: whole("--port", values.port ?? env.PORT ?? "8787", 0, 65_535),
		edgeOnly,
		workers: edgeOnly ? 0 : whole("--workers", values.workers ?? "1", 0, 64),
		comfyuiUrl,
		allowedOrigins,
		open: values.open ?? false,
		data: values.data,
	};
}

function checkOrigins(text: string): void {
	try {
		readOrigins(text);
	} catch (error) {
		throw new StartError(error instanceof Error ? error.message : String(error));
	}
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				port: { type: "string" },
				workers: { type: "string" },
				"edge-only": { type: "boolean" },
				"comfyui-url": { type: "string" },
				"allow-origin": { type: "string", multiple: true },
				open: { type: "boolean" },
				data: { type: "string" },
				help: { type: "boolean" },
			},
		}).values;
	} catch (error) {
		throw new StartError(`${error instanceof Error ? error.message : String(error)} (--help lists all)`);
	}
}

function whole(name: string, text: string, least: number, most: number): number {
	const number = Number(text);
	if (/^\d+$/.test(text) && number >= least && number <= most) return number;
	throw new StartError(
		`${name} is a whole number from ${least} to ${most}; you gave ${JSON.stringify(text)}`,
	);
}

/** Whether the port can be had. @throws StartError */
export async function checkPort(port: number): Promise<void> {
	if (port === 0) return;
	const server = createServer();
	try {
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(port, "127.0.0.1", resolve);
		});
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "error";
		const why =
			code === "EADDRINUSE"
				? "is taken: another program, or another Darkroom, listens there"
				: `cannot be had (${code})`;
		throw new StartError(`port ${port} ${why}; choose another one: npm start -- --port ${port + 1}`);
	} finally {
		if (server.listening) await new Promise((resolve) => server.close(resolve));
	}
}

/** Holds a folder of data until this process ends: two edges on one would wait for each other for ever. @throws StartError */
export async function holdData(folder: string): Promise<void> {
	if (await holdName(`data ${path.resolve(folder)}`)) return;
	throw new StartError(
		`another Darkroom runs on the data in ${folder}: stop that one, or give this one a folder of its own: npm start -- --data <folder>`,
	);
}

/** How long a ComfyUI may take to answer, in milliseconds. */
const ANSWER_MS = 3_000;

/** Whether a ComfyUI answers there. @throws StartError */
export async function checkComfyUi(url: string, ms = ANSWER_MS): Promise<void> {
	const hint = "is ComfyUI running there? Without COMFYUI_URL an emulator is used";
	let response: Response;
	try {
		response = await fetch(new URL("/system_stats", url), { signal: AbortSignal.timeout(ms) });
	} catch (error) {
		const late = error instanceof Error && error.name === "TimeoutError";
		const why = late ? `does not answer within ${ms / 1000} seconds` : "cannot be reached";
		throw new StartError(`COMFYUI_URL ${url} ${why}; ${hint}`);
	}
	await response.body?.cancel();
	if (!response.ok)
		throw new StartError(`COMFYUI_URL ${url} answers ${response.status} to /system_stats; ${hint}`);
}
