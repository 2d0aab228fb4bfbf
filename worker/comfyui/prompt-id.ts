import { createHash } from "node:crypto";

/** Namespace of all prompt ids of this product. Never change it: it ties a prompt to its attempt. */
const NAMESPACE = "6f0d6c1e-8a53-5b7d-9b8e-2f4a7c3d1e90";

/** RFC 9562 version 5: the same names always give the same UUID. */
export function uuidv5(name: string, namespace: string = NAMESPACE): string {
	const bytes = createHash("sha1")
		.update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
		.update(name, "utf8")
		.digest()
		.subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString("hex");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * The prompt id of an attempt. A worker that restarts, or gets no reply, asks ComfyUI for it instead of
 * submitting twice. `run` counts how often the attempt had to be run again on purpose (normally 0).
 */
export function promptIdOf(task: string, epoch: number, run = 0): string {
	return uuidv5(run === 0 ? `${task}/${epoch}` : `${task}/${epoch}/${run}`);
}
