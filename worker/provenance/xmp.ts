/** How a picture came to be, in the words of the IPTC (https://cv.iptc.org/newscodes/digitalsourcetype/). */
export type SourceType =
	/** A model made all of it. */
	| "trainedAlgorithmicMedia"
	/** A model changed pictures that were given to it. */
	| "compositeWithTrainedAlgorithmicMedia";

/** How the pictures of a task came to be: pictures and films that are given to it are changed, or taken in. */
export function sourceTypeOf(inputs: readonly { kind: string }[]): SourceType {
	const seen = inputs.some(({ kind }) => kind === "image" || kind === "video");
	return seen ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia";
}

/**
 * An XMP packet that says how a picture came to be and with what program: nothing of the prompt, the model or the
 * account. The same for every picture of a kind, so that equal pictures stay equal files.
 */
export function xmpPacket(type: SourceType): string {
	return [
		'<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
		'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
		'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
		' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">',
		"<xmp:CreatorTool>Darkroom</xmp:CreatorTool>",
		`<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/${type}</Iptc4xmpExt:DigitalSourceType>`,
		"</rdf:Description></rdf:RDF></x:xmpmeta>",
		'<?xpacket end="w"?>',
	].join("");
}
