import type { ReactNode } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";

export interface Two {
	first: Asset;
	second: Asset;
}

/** Where two pictures lie upon each other: as wide as the first is for its height, and never higher than the window. */
export function Frame({ of: { width, height }, children }: { of: Asset; children: ReactNode }) {
	const ratio = width && height ? width / height : 1;
	return (
		<div
			style={{ aspectRatio: ratio, maxWidth: `calc(66dvh * ${ratio})` }}
			className="relative isolate mx-auto w-full overflow-hidden rounded-xl bg-easel has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-accent"
		>
			{children}
		</div>
	);
}

export const LAYER = "absolute inset-0 size-full object-contain select-none";
