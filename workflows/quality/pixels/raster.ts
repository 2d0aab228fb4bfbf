/** A decoded picture: sRGB, 8 bits a channel, row by row, without alpha. */
export interface Raster {
	/** Pixels, 1 or more. */
	width: number;
	height: number;
	/** `width * height * 3` bytes. */
	data: Uint8Array;
}

/** The brightness of a picture (Rec. 601), 0 to 255. */
export interface Grey {
	width: number;
	height: number;
	/** `width * height` values. */
	data: Float32Array;
}

/** Brightness of a pixel from its channels (Rec. 601), in the unit of those. */
export function lumaOf(red: number, green: number, blue: number): number {
	return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** The brightness of every pixel. */
export function greyOf({ width, height, data }: Raster): Grey {
	const grey = new Float32Array(width * height);
	for (let i = 0, at = 0; i < grey.length; i++, at += 3)
		grey[i] = lumaOf(data[at] as number, data[at + 1] as number, data[at + 2] as number);
	return { width, height, data: grey };
}

/** The sides of a picture whose longest is at most `longest`, in the same shape; never enlarged. */
export function sidesWithin(width: number, height: number, longest: number): [number, number] {
	const share = Math.min(1, longest / Math.max(width, height));
	return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
}

/** The picture no larger than `longest` on its longest side, each pixel the mean of those it stands for. */
export function shrink(picture: Raster, longest: number): Raster {
	const [width, height] = sidesWithin(picture.width, picture.height, longest);
	if (width === picture.width && height === picture.height) return picture;
	const means = averaged(picture, 3, width, height);
	const data = new Uint8Array(means.length);
	for (let i = 0; i < means.length; i++) data[i] = Math.round(means[i] as number);
	return { width, height, data };
}

/** Brings a grey picture to an exact size, each pixel the mean of those it stands for; smaller ones are repeated. */
export function resample(picture: Grey, width: number, height: number): Grey {
	if (width === picture.width && height === picture.height) return picture;
	return { width, height, data: averaged(picture, 1, width, height) };
}

/** The picture as a mirror shows it. */
export function mirrored({ width, height, data }: Grey): Grey {
	const turned = new Float32Array(data.length);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) turned[y * width + x] = data[y * width + width - 1 - x] as number;
	return { width, height, data: turned };
}

/** Means over boxes of whole pixels: where sides do not divide evenly, boxes differ by one pixel. */
function averaged(
	from: { width: number; height: number; data: ArrayLike<number> },
	channels: number,
	width: number,
	height: number,
): Float32Array {
	const columns = borders(from.width, width);
	const rows = borders(from.height, height);
	const out = new Float32Array(width * height * channels);
	const line = from.width * channels;
	const sums = new Float64Array(line);
	for (let y = 0; y < height; y++) {
		const top = rows.first[y] as number;
		const bottom = rows.end[y] as number;
		sums.fill(0);
		for (let row = top; row < bottom; row++)
			for (let i = 0, at = row * line; i < line; i++, at++)
				sums[i] = (sums[i] as number) + (from.data[at] as number);
		for (let x = 0; x < width; x++) {
			const left = columns.first[x] as number;
			const right = columns.end[x] as number;
			const pixels = (right - left) * (bottom - top);
			for (let c = 0; c < channels; c++) {
				let sum = 0;
				for (let at = left * channels + c; at < right * channels; at += channels) sum += sums[at] as number;
				out[(y * width + x) * channels + c] = sum / pixels;
			}
		}
	}
	return out;
}

/** For each of `to` pixels the first of `from` that it stands for, and the one behind the last; at least one. */
function borders(from: number, to: number): { first: Int32Array; end: Int32Array } {
	const first = Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor((i * from) / to)));
	const end = first.map((start, i) => Math.max(start + 1, Math.floor(((i + 1) * from) / to)));
	return { first, end };
}
