import type { PreviewTick } from "../../../edge/contract/jobs/events.ts";
import { iterm, kitty } from "./encode.ts";
import type { Protocol } from "./protocol.ts";

/** Lines that a preview takes. */
const LINES = 12;
/** Previews are as large as that at most, in characters of base64: others are passed over. */
const MOST = 2_000_000;

type Out = Pick<NodeJS.WriteStream, "write">;
/** Makes a PNG of a picture; null where it cannot. */
type ToPng = (picture: Uint8Array) => Promise<Uint8Array | null>;

/** Room above the line of a job's progress, in which each preview takes the place of the one before. */
export class PictureArea {
	private readonly out: Out;
	private readonly protocol: Protocol;
	private readonly toPng: ToPng;
	private open = false;

	constructor(out: Out, protocol: Protocol, toPng: ToPng = bySharp) {
		this.out = out;
		this.protocol = protocol;
		this.toPng = toPng;
	}

	async show({ data, content_type }: Pick<PreviewTick, "data" | "content_type">): Promise<void> {
		if (data.length > MOST) return;
		const drawn = await this.encoded(data, content_type);
		if (drawn === null) return;
		// A new line each time scrolls, so that there is room, whatever the height of the terminal.
		if (!this.open) this.out.write(`\r\x1b[2K${"\n".repeat(LINES)}`);
		this.open = true;
		// Where the cursor is is kept, up to the room, and back.
		this.out.write(`\x1b7\r\x1b[${LINES}A${drawn}\x1b8`);
	}

	/** What comes next stands below: the room stays as it is, and the next preview has one of its own. */
	close(): void {
		this.open = false;
	}

	private async encoded(data: string, type: string): Promise<string | null> {
		const bytes = Buffer.from(data, "base64");
		if (this.protocol === "iterm") return iterm(data, bytes.length, LINES);
		if (type === "image/png") return kitty(data, LINES, ID);
		const png = await this.toPng(bytes);
		return png && kitty(Buffer.from(png).toString("base64"), LINES, ID);
	}
}

/** Of two programs in one terminal each has its own. */
const ID = process.pid;

/** Kitty takes PNG alone, and ComfyUI's previews are JPEG: without `sharp` there is none. */
async function bySharp(picture: Uint8Array): Promise<Uint8Array | null> {
	try {
		const { default: sharp } = await import("sharp");
		return await sharp(picture).png().toBuffer();
	} catch {
		return null;
	}
}
