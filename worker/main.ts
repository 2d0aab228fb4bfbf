import { mkdir, rm } from "node:fs/promises";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { endLeftover } from "./comfyui/process/leftover.ts";
import { warmUpGraph } from "./comfyui/process/warm-up.ts";
import { checkFolders } from "./process/check-folders.ts";
import { sleep, systemClock } from "./process/clock.ts";
import { type Config, ConfigError, readConfig, usage, WORKER_VERSION } from "./process/config.ts";
import { EXIT, Fatal } from "./process/exit.ts";
import { FreezeWatch } from "./process/freeze.ts";
import { holdName } from "./process/hold-name.ts";
import { createLogger, type Logger } from "./process/log.ts";
import { preflight, thisMachine, type Unfit } from "./process/preflight.ts";
import { HttpPool } from "./process/request.ts";
import { EndSignals } from "./process/signals.ts";
import { trainerPidFile } from "./runners/train/training-folder.ts";
import { Platform } from "./runpod/platform.ts";
import { modeOf, type PlatformEnv, PlatformError, readPlatform } from "./runpod/platform-env.ts";
import { endPod, type Pod, readPod } from "./runpod/pod.ts";
import { Worker } from "./worker.ts";

/** The process: configuration, signals and exit codes around a {@link Worker}. */
async function main(): Promise<number> {
	if (process.argv.includes("--help")) {
		process.stdout.write(`${usage()}\n`);
		return EXIT.ok;
	}
	const configured = await configure();
	if (configured === null) return EXIT.config;
	const { config, platform, pod, warmUp } = configured;
	const write = (line: string) => process.stderr.write(`${line}\n`);
	const log = createLogger(config.LOG_LEVEL, write, systemClock.now, [
		config.WORKER_TOKEN,
		platform?.key ?? "",
		pod?.key ?? "",
	]).with({
		worker: config.WORKER_NAME,
	});
	if (!(await holdName(config.SCRATCH_DIR))) {
		log.error("another worker of this name runs on this machine beside the same ComfyUI; give each its own", {
			set: "WORKER_NAME, or --worker-name",
		});
		return EXIT.config;
	}
	try {
		// Its number stands in the folder that is about to go.
		await endLeftover(trainerPidFile(config.SCRATCH_DIR), (pid) =>
			log.warn("ending a trainer that an earlier life of this worker left behind", { pid }),
		);
		await rm(config.SCRATCH_DIR, { recursive: true, force: true });
		await mkdir(config.SCRATCH_DIR, { recursive: true });
	} catch (error) {
		log.error("files cannot be kept in SCRATCH_DIR; name a folder that this user may write to", { error });
		return EXIT.config;
	}
	const unfit = await preflight(
		config.PREFLIGHT,
		[config.SCRATCH_DIR, ...(config.COMFYUI_DIR === null ? [] : [config.COMFYUI_DIR])],
		thisMachine,
	);
	if (unfit !== null) {
		log.error("this machine cannot work", { ...unfit });
		await sayUnfit(platform, unfit, log);
		return EXIT.unfit;
	}
	const timings = {
		lookMs: config.LOOK_MS,
		ackMs: config.INTERRUPT_ACK_MS,
		stallMs: config.STALL_SECONDS * 1000,
		refusedMs: config.COMFYUI_REFUSED_MS,
		silentMs: config.COMFYUI_SILENT_MS,
		...(pod !== null && { idleMs: pod.idleMs }),
	};
	if (config.IDLE_STOP_AFTER !== null && pod === null)
		log.warn("IDLE_STOP_AFTER is for pods of RunPod, and this is none: it has no effect");
	const worker = new Worker(config, systemClock, log, timings, platform, warmUp);
	const freezes = new FreezeWatch((ms) => {
		log.warn("this process stood still; connecting anew", { ms: Math.round(ms) });
		worker.thawed();
	});
	const forced = Promise.withResolvers<number>();
	const signals = new EndSignals();
	const onSignal = (signal: NodeJS.Signals) => {
		const asks = signals.take(systemClock.now());
		if (asks === "again") return;
		log.info("signal", { signal, asks });
		if (asks === "drain") void worker.drain();
		else void worker.abandon().finally(() => forced.resolve(EXIT.forced));
	};
	process.on("SIGTERM", onSignal);
	process.on("SIGINT", onSignal);
	const served = async () => {
		try {
			await worker.start();
			const why = await worker.ended;
			if (pod !== null && why === "idle") await leavePod(pod, log);
			return EXIT.ok;
		} catch (error) {
			log.error("ended", { error });
			return error instanceof Fatal ? error.exitCode : EXIT.broken;
		}
	};
	const code = await Promise.race([served(), forced.promise]);
	freezes.stop();
	await rm(config.SCRATCH_DIR, { recursive: true, force: true }).catch(() => undefined);
	return code;
}

async function configure(): Promise<{
	config: Config;
	platform: PlatformEnv | null;
	pod: Pod | null;
	warmUp: ApiGraph | null;
} | null> {
	try {
		const config = readConfig(process.env, process.argv.slice(2));
		await checkFolders(config);
		const warmUp = config.WARM_UP === null ? null : await warmUpGraph(config.WARM_UP);
		const platform = modeOf(process.env) === "serverless" ? readPlatform(process.env) : null;
		return { config, platform, warmUp, pod: readPod(config, process.env) };
	} catch (error) {
		if (!(error instanceof ConfigError || error instanceof PlatformError)) throw error;
		process.stderr.write(
			`${JSON.stringify({ level: "error", message: "bad configuration", why: error.message })}\n`,
		);
		return null;
	}
}

/** RunPod sends nothing more to a machine that says so. */
async function sayUnfit(platform: PlatformEnv | null, { check, why }: Unfit, log: Logger): Promise<void> {
	if (platform === null) return;
	const pool = new HttpPool();
	await new Platform(platform, pool, WORKER_VERSION).unhealthy(check, why, log);
	pool.close();
}

async function leavePod(pod: Pod, log: Logger): Promise<void> {
	const pool = new HttpPool();
	await endPod(pod, pool, log, sleep);
	pool.close();
}

process.exit(await main());
