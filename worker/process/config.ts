import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import manifest from "../../package.json" with { type: "json" };
import { profiles } from "../../workflows/plan/profiles.ts";
import { AUTO, usualFolder } from "./launch.ts";
import { LOG_LEVELS } from "./log.ts";
import { POD_ENDS } from "./pod-ends.ts";
import { CHECKS } from "./preflight.ts";

/** This program's version, told at registration. */
export const WORKER_VERSION = manifest.version;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text));
const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const optional = z
	.string()
	.optional()
	.transform((text) => (text === undefined || text.trim() === "" ? null : text));

const envSchema = z
	.object({
		EDGE_URL: httpUrl,
		WORKER_TOKEN: z.string().min(1),
		COMFYUI_URL: httpUrl.default(new URL("http://127.0.0.1:8188")),
		ALLOW_REMOTE_COMFYUI: optional.transform((flag) => flag === "1"),
		WORKER_NAME: z
			.string()
			.trim()
			.min(1)
			.max(100)
			.default(hostname().slice(0, 100) || "worker"),
		COMFYUI_COMMAND: optional,
		COMFYUI_FLAGS: optional.transform((flags) => flags?.trim().split(/\s+/) ?? []),
		COMFYUI_RESTART_COMMAND: optional,
		COMFYUI_DIR: optional,
		COMFY_ORG_API_KEY: optional,
		SD_SCRIPTS_DIR: optional,
		AI_TOOLKIT_DIR: optional,
		TRAINER_COMMAND: optional.transform((line) => {
			const [file, ...args] = line?.trim().split(/\s+/) ?? [];
			return file ? ([file, ...args] as const) : null;
		}),
		MACHINE_NAME: z
			.string()
			.trim()
			.min(1)
			.max(100)
			.default(hostname().slice(0, 100) || "machine"),
		PROFILE: z.enum(["auto", "none", ...profiles.map(({ id }) => id)]).default("auto"),
		SCRATCH_DIR: optional,
		LORA_DISK_GB: z.coerce.number().positive().default(20),
		PROVENANCE: z.enum(["on", "off"]).default("on"),
		C2PA_CERTIFICATE: optional,
		C2PA_KEY: optional,
		INSIGHTFACE_DIR: optional,
		QUALITY_CHECKS: z.enum(["on", "off"]).default("on"),
		PREFLIGHT: optional
			.transform((checks) => checks?.split(",").map((check) => check.trim()) ?? [])
			.pipe(z.array(z.enum(CHECKS))),
		WARM_UP: optional,
		IDLE_STOP_AFTER: z.coerce
			.number()
			.positive()
			.max(7 * 86_400)
			.optional()
			.transform((s) => s ?? null),
		IDLE_STOP_ACTION: z.enum(POD_ENDS).default("stop"),
		LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
		POLL_MS: milliseconds(7_000),
		DRAIN_MS: z.coerce.number().int().nonnegative().default(20_000),
		STALL_SECONDS: z.coerce.number().positive().default(600),
		LOOK_MS: milliseconds(2_000),
		INTERRUPT_ACK_MS: milliseconds(60_000),
		COMFYUI_REFUSED_MS: milliseconds(5_000),
		COMFYUI_SILENT_MS: milliseconds(120_000),
	})
	.superRefine((env, context) => {
		if (env.COMFYUI_COMMAND !== null && env.COMFYUI_RESTART_COMMAND !== null)
			context.addIssue({
				code: "custom",
				path: ["COMFYUI_RESTART_COMMAND"],
				message: "is for a ComfyUI that somebody else runs; with COMFYUI_COMMAND the worker restarts its own",
			});
		if (env.COMFYUI_FLAGS.length > 0 && env.COMFYUI_COMMAND !== AUTO)
			context.addIssue({
				code: "custom",
				path: ["COMFYUI_FLAGS"],
				message: `are for COMFYUI_COMMAND=${AUTO}; a command line of one's own has its own`,
			});
		if (env.COMFYUI_COMMAND === AUTO && env.COMFYUI_DIR === null && usualFolder(process.platform) === null)
			context.addIssue({
				code: "custom",
				path: ["COMFYUI_DIR"],
				message: `is needed by COMFYUI_COMMAND=${AUTO}: the folder in which ComfyUI's main.py lies`,
			});
		// ComfyUI has no authentication: whoever reaches it runs code on it.
		if (!LOOPBACK.test(env.COMFYUI_URL.hostname) && !env.ALLOW_REMOTE_COMFYUI)
			context.addIssue({
				code: "custom",
				path: ["COMFYUI_URL"],
				message: "is not on this machine; set ALLOW_REMOTE_COMFYUI=1 if the network between is yours alone",
			});
	});

/** Variables without a flag: everybody on a machine can read those of a process. */
const SECRETS: string[] = ["WORKER_TOKEN", "COMFY_ORG_API_KEY"];

/** Everything that can be configured. Times are in milliseconds unless they say otherwise. */
export type Config = z.infer<typeof envSchema> & { SCRATCH_DIR: string };

/** A configuration that cannot be used; the message says what is wrong with which variable. */
export class ConfigError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "ConfigError";
	}
}

/** What `--help` prints: every variable with its flag and default. */
export function usage(): string {
	const rows = Object.entries(envSchema.shape).map(([name, schema]) => {
		const flag = SECRETS.includes(name) ? "" : `--${flagOf(name)}`;
		const parsed = schema.safeParse(undefined);
		const fallback =
			parsed.success && String(parsed.data ?? "") !== "" && parsed.data !== false ? parsed.data : null;
		const otherwise = parsed.success ? (fallback === null ? "" : `default ${fallback}`) : "required";
		return `  ${name.padEnd(25)}${flag.padEnd(28)}${otherwise}`.trimEnd();
	});
	return [
		"A GPU worker beside one ComfyUI. Set in the environment, or by flag where there is one:",
		"",
		...rows,
		"",
		"worker/README.md says what each is.",
	].join("\n");
}

/**
 * Flags are the variables in lower case with dashes: `--edge-url`. A flag wins. The token has none. Throws
 * {@link ConfigError}.
 */
export function readConfig(env: Record<string, string | undefined>, args: readonly string[]): Config {
	const names = Object.keys(envSchema.shape);
	let values: Record<string, string | boolean | undefined>;
	try {
		const options = Object.fromEntries(names.map((name) => [flagOf(name), { type: "string" as const }]));
		values = parseArgs({ args: [...args], options }).values;
	} catch (error) {
		throw new ConfigError(`${error instanceof Error ? error.message : String(error)} (--help lists all)`);
	}
	const shown = SECRETS.find((name) => values[flagOf(name)] !== undefined);
	if (shown !== undefined)
		throw new ConfigError(
			`${shown}: only the environment may hold it; everybody on this machine can read a process's flags`,
		);
	const given = names.flatMap((name) => {
		const value = values[flagOf(name)] ?? env[name];
		return typeof value === "string" && value !== "" ? [[name, value] as const] : [];
	});
	const parsed = envSchema.safeParse(Object.fromEntries(given));
	if (!parsed.success)
		throw new ConfigError(
			parsed.error.issues
				.map((issue) => {
					const name = issue.path.join(".");
					return given.some(([known]) => known === name) || issue.code === "custom"
						? `${name}: ${issue.message}`
						: `${name}: missing; it has no default (--help lists all)`;
				})
				.join("\n"),
		);
	const { SCRATCH_DIR, WORKER_NAME, COMFYUI_URL, COMFYUI_COMMAND, COMFYUI_DIR } = parsed.data;
	// Workers on one host may share a name, but never a ComfyUI; each clears its folder when it starts.
	const folder = `darkroom-${safeFolder(WORKER_NAME)}-${portOf(COMFYUI_URL)}`;
	return {
		...parsed.data,
		COMFYUI_DIR: COMFYUI_DIR ?? (COMFYUI_COMMAND === AUTO ? usualFolder(process.platform) : null),
		SCRATCH_DIR: join(SCRATCH_DIR ?? tmpdir(), folder),
	};
}

function flagOf(name: string): string {
	return name.toLowerCase().replaceAll("_", "-");
}

function portOf(url: URL): string {
	return url.port || (url.protocol === "https:" ? "443" : "80");
}

function safeFolder(name: string): string {
	return name.replace(/[^A-Za-z0-9_-]+/g, "_");
}
