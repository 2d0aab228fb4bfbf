import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { Catalogue } from "./catalogue.ts";
import type { ComfyEmulator } from "./emulator.ts";
import {
	type FaultAction,
	FaultBook,
	type FaultMoment,
	type FaultPlace,
	type FaultScript,
	faultAction,
} from "./faults.ts";
import { garbage } from "./garbage.ts";
import { type Door, openDoor } from "./http/door.ts";
import { empty, isForeign, type Reply, Router, readBody, respond, text, toCall, toUrl } from "./http/http.ts";
import { arbitraryOrder, type ComfyEmulatorOptions, DEFAULT_MODELS, timingOf } from "./options.ts";
import { controlRoutes } from "./routes/control.ts";
import type { RouteHost } from "./routes/host.ts";
import { infoRoutes } from "./routes/info.ts";
import { internalRoutes } from "./routes/internal.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { promptRoutes } from "./routes/prompts.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { uploadRoutes } from "./routes/uploads.ts";
import { userdataRoutes } from "./routes/userdata.ts";
import { viewRoutes } from "./routes/view.ts";
import { systemClock } from "./state/clock.ts";
import { FileStore } from "./state/files.ts";
import { GpuLog, type GpuSpan, type IdleGap } from "./state/gpu-log.ts";
import { Instance } from "./state/instance.ts";
import { type ComfyVersion, traitsOf } from "./version.ts";

export type { ComfyEmulator } from "./emulator.ts";
export type { FaultScript } from "./faults.ts";
export type { ComfyEmulatorOptions } from "./options.ts";

class Emulator implements ComfyEmulator, RouteHost {
	readonly traits;
	readonly files: FileStore;
	readonly faults = new FaultBook();
	readonly gpu: GpuLog;
	readonly dataDir: string;
	readonly argv: readonly string[];
	readonly vramBytes: number;
	readonly device: "cuda" | "mps";
	instance: Instance;
	port = 0;
	private readonly options: ComfyEmulatorOptions;
	private readonly clock;
	private readonly catalogue: Catalogue;
	private readonly router = new Router();
	private readonly ownsData: boolean;
	private door: Door | undefined;
	ready: Promise<void> = Promise.resolve();
	private unavailableUntil = 0;
	private closed = false;
	private missing: ReadonlySet<string> = new Set();
	private readonly restarted: (() => void)[] = [];

	constructor(options: ComfyEmulatorOptions, dataDir: string) {
		this.options = options;
		this.dataDir = dataDir;
		this.argv = options.argv ?? [];
		this.device = options.device ?? "cuda";
		this.vramBytes = (options.vramGb ?? 24) * 1024 ** 3;
		this.ownsData = options.dataDir === undefined;
		this.clock = options.clock ?? systemClock;
		const traits = traitsOf(options.version ?? "0.33.0");
		this.traits = options.cache ? { ...traits, keepsOldResults: options.cache === "ram" } : traits;
		this.files = new FileStore(dataDir, options.models ?? DEFAULT_MODELS);
		this.gpu = new GpuLog(this.clock);
		this.faults.load(options.faults ?? []);
		this.catalogue = new Catalogue(this.traits, this.files, options.probes ?? false, options.objectInfo);
		const server = [promptRoutes, jobRoutes, infoRoutes, internalRoutes];
		const files = [uploadRoutes, viewRoutes, settingsRoutes, userdataRoutes];
		for (const add of [...server, ...files, controlRoutes]) add(this.router, this);
		this.instance = this.boot();
	}

	get version(): ComfyVersion {
		return this.traits.version;
	}

	get url(): string {
		return `http://${this.options.host ?? "127.0.0.1"}:${this.port}`;
	}

	get gpuLog(): readonly GpuSpan[] {
		return this.gpu.spans;
	}

	get clients(): number {
		return this.instance.hub.count;
	}

	get zombie(): boolean {
		return this.instance.executor.dead;
	}

	idleGaps(): IdleGap[] {
		return this.gpu.idleGaps();
	}

	classNames(): string[] {
		return this.catalogue.names();
	}

	classInfo(classType: string) {
		return this.catalogue.info(classType);
	}

	setFaults(script: FaultScript): void {
		this.faults.load(script);
	}

	inject(action: unknown): void {
		this.perform(faultAction.parse(action));
	}

	addModel(folder: string, name: string): void {
		this.files.addModel(folder, name);
	}

	removeModel(folder: string, name: string): void {
		this.files.removeModel(folder, name);
	}

	withoutClasses(names: readonly string[]): void {
		this.missing = new Set(names);
	}

	get idle(): boolean {
		return this.instance.executor.isIdle;
	}

	whenClients(count: number): Promise<void> {
		return this.instance.hub.whenCount(count);
	}

	whenIdle(): Promise<void> {
		return this.instance.executor.whenIdle();
	}

	private boot(): Instance {
		this.catalogue.without(this.missing);
		this.files.clearTemp();
		const { options } = this;
		const instance = new Instance(
			{
				clock: this.clock,
				files: this.files,
				faults: this.faults,
				gpu: this.gpu,
				traits: this.traits,
				timing: timingOf(options),
				outputBytes: options.outputBytes ?? 0,
				previewsByDefault: options.previews ?? false,
				def: (name) => this.catalogue.def(name),
				classInfo: (name) => this.catalogue.shape(name),
				perform: (action) => this.perform(action),
			},
			this.catalogue.server(options.orderOutputs ?? arbitraryOrder(options.outputSeed ?? 1)),
		);
		instance.start();
		return instance;
	}

	/** Opens the door; a scripted slow start keeps it shut, or has it answer 503, for its time. */
	async listen(): Promise<void> {
		let closedFor = 0;
		for (const action of this.faults.strike("listen")) {
			if (action.kind !== "slow_start") this.perform(action);
			else if (action.how === "refuse") closedFor = action.ms;
			else this.unavailableUntil = this.clock.now() + action.ms;
		}
		const open = () =>
			openDoor(this.port || (this.options.port ?? 0), this.options.host ?? "127.0.0.1", {
				request: (request, response) => void this.handle(request, response),
				upgrade: (request, socket, head) => this.upgrade(request, socket, head),
			});
		this.door = await open();
		this.port = this.door.port;
		if (closedFor === 0) return;
		// The port is known now; until the time is up, nobody answers on it.
		await this.door.close();
		this.door = undefined;
		this.ready = this.clock.sleep(closedFor).then(async () => {
			if (!this.closed) this.door = await open();
		});
	}

	private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const url = toUrl(request);
		const known = /^(\/api)?\/ws$/.test(url.pathname);
		const struck = known ? this.faults.strike("http", { method: "GET", route: "/ws" }) : [];
		for (const action of struck) {
			if (action.kind === "http_error") {
				socket.end(`HTTP/1.1 ${action.status} Emulated\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
				return;
			}
			if (action.kind !== "drop_http" && action.kind !== "slow_http") this.perform(action);
		}
		const refused = !known || isForeign(request.headers) || this.clock.now() < this.unavailableUntil;
		if (refused || struck.some((action) => action.kind === "drop_http")) socket.destroy();
		else this.instance.hub.upgrade(request, socket, head, url.searchParams);
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const head = request.method === "HEAD";
		try {
			const { reply, cut } = await this.answer(request);
			if (cut) request.socket.destroy();
			else respond(response, reply, head);
		} catch (error) {
			if (!response.headersSent) respond(response, this.instance.trouble(error), head);
		}
	}

	private async answer(request: IncomingMessage): Promise<{ reply: Reply; cut?: boolean }> {
		const url = toUrl(request);
		const method = request.method ?? "GET";
		const route = url.pathname.replace(/^\/api(?=\/(?!jobs))/, "");
		if (!route.startsWith("/emulator/")) {
			if (this.clock.now() < this.unavailableUntil) return { reply: text("503: Service Unavailable", 503) };
		}
		const struck = route.startsWith("/emulator/") ? [] : this.faults.strike("http", { method, route });
		for (const action of struck) {
			if (action.kind === "slow_http") await this.clock.sleep(action.ms);
			else if (action.kind === "http_error") return { reply: text(action.body ?? "", action.status) };
			else if (action.kind === "drop_http" && action.when === "before") return { reply: empty(), cut: true };
			else if (action.kind !== "drop_http") this.perform(action);
		}
		const cut = struck.some((action) => action.kind === "drop_http");
		if (isForeign(request.headers)) return { reply: empty(403), cut };
		if (method === "OPTIONS") return { reply: empty(), cut };
		const found = this.router.find(method === "HEAD" ? "GET" : method, url.pathname);
		if ("status" in found) return { reply: found, cut };
		const body = await readBody(request);
		if (!body) return { reply: text("413: Request Entity Too Large", 413), cut };
		return { reply: await found.handler(toCall(request, url, found.params, body)), cut };
	}

	strike(at: FaultPlace, moment: FaultMoment): void {
		for (const action of this.faults.strike(at, moment)) this.perform(action);
	}

	perform(action: FaultAction): void {
		const { hub, executor } = this.instance;
		switch (action.kind) {
			case "drop_sockets":
				hub.drop(action.code);
				break;
			case "half_open":
				hub.halfOpen();
				break;
			case "deaf":
				hub.deafen();
				break;
			case "duplicate_frames":
				hub.duplicates += action.count;
				break;
			case "garbage_frames":
				for (const frame of action.frames ?? garbage()) hub.sendRaw(frame);
				break;
			case "interrupt":
				executor.interruptFlag = true;
				break;
			case "forget":
				this.instance.forget();
				break;
			case "crash":
				this.crashed(action.restart_ms);
				break;
			default:
				throw new Error(`fault "${action.kind}" cannot strike here`);
		}
	}

	private crashed(restartMs: number | undefined): void {
		if (restartMs === undefined && this.options.onCrash) {
			this.options.onCrash();
			return;
		}
		const down = this.crash();
		if (restartMs === undefined) return;
		void down.then(() => this.clock.sleep(restartMs)).then(() => (this.closed ? undefined : this.restart()));
	}

	async crash(): Promise<void> {
		this.instance.stop();
		const { door } = this;
		this.door = undefined;
		await door?.close();
	}

	async restart(): Promise<void> {
		if (this.door) await this.crash();
		this.instance = this.boot();
		await this.listen();
		for (const resolve of this.restarted.splice(0)) resolve();
	}

	whenRestarted(): Promise<void> {
		return new Promise((resolve) => this.restarted.push(resolve));
	}

	async close(): Promise<void> {
		this.closed = true;
		await this.crash();
		if (this.ownsData) await rm(this.dataDir, { recursive: true, force: true });
	}
}

/**
 * Starts an emulated ComfyUI server that clients cannot tell from a real one by its protocol. It says what it is
 * in GET /system_stats.
 */
export async function startComfyEmulator(options: ComfyEmulatorOptions = {}): Promise<ComfyEmulator> {
	const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), "comfyui-emulator-")));
	const emulator = new Emulator(options, path.resolve(dataDir));
	await emulator.listen();
	return emulator;
}
