/** An RGB picture, 8 bits a channel, with an optional alpha plane of its own. */
export interface Canvas {
	width: number;
	height: number;
	/** width * height * 3 bytes, row by row. */
	data: Uint8Array;
	alpha?: Uint8Array;
}

export type Rgb = readonly [number, number, number];

/** A picture of one colour. */
export function solid(width: number, height: number, [r, g, b]: Rgb): Canvas {
	const data = new Uint8Array(width * height * 3);
	if (r === g && g === b) data.fill(r);
	else {
		const row = new Uint8Array(width * 3);
		for (let x = 0; x < width; x++) row.set([r, g, b], x * 3);
		for (let y = 0; y < height; y++) data.set(row, y * width * 3);
	}
	return { width, height, data };
}

interface Taps {
	low: Int32Array;
	high: Int32Array;
	share: Int32Array;
}

function taps(from: number, to: number, stride: number): Taps {
	const low = new Int32Array(to);
	const high = new Int32Array(to);
	const share = new Int32Array(to);
	for (let i = 0; i < to; i++) {
		const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
		const base = Math.floor(at);
		low[i] = base * stride;
		high[i] = Math.min(from - 1, base + 1) * stride;
		share[i] = Math.round((at - base) * 256);
	}
	return { low, high, share };
}

/** Resamples to an exact size (bilinear; two source rows are mixed once per target row to stay cheap). */
export function resize(source: Canvas, width: number, height: number): Canvas {
	if (source.width === width && source.height === height) return source;
	const data = new Uint8Array(width * height * 3);
	const across = taps(source.width, width, 3);
	const down = taps(source.height, height, source.width * 3);
	const row = new Int32Array(source.width * 3);
	// A sketch enlarged many times is so smooth that every second line can repeat the one above it.
	const repeat = height >= source.height * 4;
	for (let y = 0; y < height; y++) {
		if (repeat && y % 2 === 1) {
			data.copyWithin(y * width * 3, (y - 1) * width * 3, y * width * 3);
			continue;
		}
		const a = down.low[y] ?? 0;
		const b = down.high[y] ?? 0;
		const f = down.share[y] ?? 0;
		for (let i = 0; i < row.length; i++) {
			const top = source.data[a + i] ?? 0;
			row[i] = (top << 8) + ((source.data[b + i] ?? 0) - top) * f;
		}
		let out = y * width * 3;
		for (let x = 0; x < width; x++) {
			const l = across.low[x] ?? 0;
			const h = across.high[x] ?? 0;
			const g = across.share[x] ?? 0;
			for (let c = 0; c < 3; c++) {
				const left = row[l + c] ?? 0;
				data[out++] = (left + ((((row[h + c] ?? 0) - left) * g) >> 8)) >> 8;
			}
		}
	}
	return { width, height, data };
}

/** The largest centred part of a picture that has the aspect ratio `width:height`. */
export function cropToAspect(source: Canvas, width: number, height: number): Canvas {
	const wanted = width / height;
	const has = source.width / source.height;
	const w = has > wanted ? Math.max(1, Math.round(source.height * wanted)) : source.width;
	const h = has > wanted ? source.height : Math.max(1, Math.round(source.width / wanted));
	return crop(source, (source.width - w) >> 1, (source.height - h) >> 1, w, h);
}

/** A rectangle of a picture. */
function crop(source: Canvas, left: number, top: number, width: number, height: number): Canvas {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		const start = ((top + y) * source.width + left) * 3;
		data.set(source.data.subarray(start, start + width * 3), y * width * 3);
	}
	return { width, height, data };
}

/** Copies `part` onto `target` at a place; what lies outside is cut off. */
export function paste(target: Canvas, part: Canvas, left: number, top: number): void {
	const width = Math.min(part.width, target.width - left);
	for (let y = 0; y < part.height && top + y < target.height; y++) {
		target.data.set(
			part.data.subarray(y * part.width * 3, (y * part.width + width) * 3),
			((top + y) * target.width + left) * 3,
		);
	}
}

/** `share` of `over` (0..1) laid on `base`; both are brought to the size of `base`. */
export function blend(base: Canvas, over: Canvas, share: number): Canvas {
	const top = resize(over, base.width, base.height);
	const data = new Uint8Array(base.data.length);
	const weight = Math.round(Math.min(1, Math.max(0, share)) * 256);
	for (let i = 0; i < data.length; i++) {
		const low = base.data[i] ?? 0;
		data[i] = low + ((((top.data[i] ?? 0) - low) * weight) >> 8);
	}
	return { width: base.width, height: base.height, data };
}

/** The negative of a picture. */
export function invert(source: Canvas): Canvas {
	const data = new Uint8Array(source.data.length);
	for (let i = 0; i < data.length; i++) data[i] = 255 - (source.data[i] ?? 0);
	return { width: source.width, height: source.height, data };
}
