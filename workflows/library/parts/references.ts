import type { AssetSlot, OptionalPart, Slot } from "../../definition/define.ts";

/** A chain of reference pictures: each is loaded, scaled, encoded and laid on the conditioning of the one before. */
export interface ReferenceChain {
	/** The parameter: a list of asset ids. */
	list: string;
	/** In the order of the list: the nodes LoadImage, ImageScaleToTotalPixels, VAEEncode, ReferenceLatent. */
	nodes: readonly (readonly [load: string, scale: string, encode: string, look: string])[];
	/** What the first picture is laid on. */
	from: string;
	/** What listens to the last one. */
	to: Slot;
	/** How many are always there. */
	required: number;
}

/** The inputs that name the pictures. */
export function referenceSlots({ nodes }: ReferenceChain): AssetSlot[] {
	return nodes.map(([load]) => ({ node: load, input: "image", kind: "image" }));
}

/** The inputs that say how large the pictures are read, in megapixels. */
export function referenceSizeSlots({ nodes }: ReferenceChain): Slot[] {
	return nodes.map(([, scale]) => ({ node: scale, input: "megapixels" }));
}

/** One part for each picture that may be missing. Without it the chain closes over the gap. */
export function referenceParts({ list, nodes, from, to, required }: ReferenceChain): OptionalPart[] {
	return nodes.flatMap((own, index) => {
		if (index < required) return [];
		const before = nodes[index - 1]?.[3] ?? from;
		const next = nodes[index + 1];
		const behind = next === undefined ? to : { node: next[3], input: "conditioning" };
		return [
			{
				name: `reference_${index + 1}`,
				when: { list, shorter_than: index + 1 },
				remove: [...own],
				rewire: [{ ...behind, to: [before, 0] as const }],
			},
		];
	});
}
