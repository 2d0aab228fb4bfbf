import { execFile } from "node:child_process";
import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

const run = promisify(execFile);

/** Images and containers in a folder of their own, by buildah without a daemon. */
export class Images {
	private readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
	}

	async buildah(...args: string[]): Promise<string> {
		const places = ["--root", path.join(this.folder, "store"), "--runroot", path.join(this.folder, "run")];
		// Within a container there are no user namespaces and no overlays to be had.
		const env = { ...process.env, STORAGE_DRIVER: "vfs", BUILDAH_ISOLATION: "chroot" };
		const { stdout } = await run("buildah", [...places, ...args], { env, maxBuffer: 2 ** 26 });
		return stdout.trim();
	}

	/** A Debian of what a ComfyUI stand-in needs, from its archive. It is made once in this folder. */
	async base(name: string): Promise<void> {
		const tree = path.join(this.folder, "debian");
		if ((await stat(path.join(tree, "usr/bin/tini")).catch(() => null)) === null)
			await run("debootstrap", [
				"--variant=minbase",
				"--include=ca-certificates,python3-minimal,tini",
				"bookworm",
				tree,
			]);
		const container = await this.buildah("from", "scratch");
		await this.buildah("add", "--quiet", container, tree, "/");
		await this.buildah("commit", "--quiet", container, name);
		await this.buildah("rm", container);
	}

	/** The files of an image, in a folder that can be run from. */
	async unpacked(image: string): Promise<string> {
		return this.buildah("mount", await this.buildah("from", image));
	}

	async command(
		image: string,
	): Promise<{ entrypoint: string[]; command: string[]; env: string[]; cwd: string }> {
		const text = await this.buildah("inspect", "--type", "image", image);
		const { config } = imageSchema.parse(JSON.parse(text)).OCIv1;
		return {
			entrypoint: config.Entrypoint,
			command: config.Cmd,
			env: config.Env,
			cwd: config.WorkingDir,
		};
	}
}

const imageSchema = z.object({
	OCIv1: z.object({
		config: z.object({
			Entrypoint: z.array(z.string()),
			Cmd: z.array(z.string()),
			Env: z.array(z.string()),
			WorkingDir: z.string(),
		}),
	}),
});

/**
 * Writes a bundle: `tree` as the root of a container with processes of its own, in the network of this machine, so that
 * it reaches an edge on loopback.
 */
export async function writeBundle(
	folder: string,
	tree: string,
	{ args, env, cwd }: { args: string[]; env: string[]; cwd: string },
): Promise<void> {
	const capabilities = ["CAP_KILL", "CAP_CHOWN", "CAP_DAC_OVERRIDE"];
	const config = {
		ociVersion: "1.0.2",
		process: {
			terminal: false,
			user: { uid: 0, gid: 0 },
			args,
			env,
			cwd,
			capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
		},
		root: { path: tree, readonly: false },
		mounts: [
			{ destination: "/proc", type: "proc", source: "proc" },
			{ destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
			{ destination: "/tmp", type: "tmpfs", source: "tmpfs" },
		],
		linux: { namespaces: [{ type: "pid" }, { type: "mount" }, { type: "ipc" }, { type: "uts" }] },
	};
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
}
