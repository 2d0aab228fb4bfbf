import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Holds a name on this machine for as long as this process lives, however it ends: two workers of one name beside one
 * ComfyUI would clear each other's files. False where another process holds it.
 */
export async function holdName(name: string): Promise<boolean> {
	const hash = createHash("sha256").update(name).digest("hex").slice(0, 24);
	// Sockets end with their process; a file with a process id in it would outlive it.
	const place =
		process.platform === "win32" ? `\\\\.\\pipe\\darkroom-${hash}` : join(tmpdir(), `darkroom-${hash}.sock`);
	for (let tries = 0; tries < 3; tries++) {
		if (await listens(place)) return true;
		if (await answers(place)) return false;
		// Its process was killed.
		await unlink(place).catch(() => undefined);
	}
	return false;
}

function listens(place: string): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const server: Server = createServer((socket) => socket.destroy());
		server.unref();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(false);
			else reject(error);
		});
		server.listen(place, () => resolve(true));
	});
}

function answers(place: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(place);
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}
