import { type Grain, grainOf } from "./grain.ts";
import { hashesOf, type PictureHashes } from "./hashes.ts";
import { type Light, lightOf } from "./light.ts";
import { greyOf, type Raster } from "./raster.ts";
import { type Sharpness, sharpnessOf } from "./sharpness.ts";
import { type SkinTexture, skinTextureOf } from "./skin-texture.ts";
import { type Style, styleOf } from "./style.ts";

/** All that is measured of one picture, in plain JSON. */
export interface Measures {
	light: Light;
	sharpness: Sharpness;
	grain: Grain;
	/** Null: nothing in it is coloured like skin. */
	skin: SkinTexture | null;
	style: Style;
	hashes: PictureHashes;
}

/** Measures a picture. The time it takes grows with the pixels. */
export function measure(picture: Raster): Measures {
	const grey = greyOf(picture);
	return {
		light: lightOf(picture),
		sharpness: sharpnessOf(grey),
		grain: grainOf(grey),
		skin: skinTextureOf(picture),
		style: styleOf(picture),
		hashes: hashesOf(grey),
	};
}
