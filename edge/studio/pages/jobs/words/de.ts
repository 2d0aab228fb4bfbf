import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Was gerade entsteht, und alles von früher.",
	state: "Zustand",
	all: "Alle",
	empty_title: "Die Schalen sind leer",
	empty_text: "Schick den ersten Auftrag. Er erscheint sofort hier, und das Bild entsteht vor deinen Augen.",
	copy_request: "Ersten Auftrag kopieren",
	first: "Das erste Bild machen",
	none_title: "Nichts in diesem Zustand",
	none_text: "Aufträge wechseln ihren Zustand. Alle zeigen, um den Rest zu sehen.",
	show_all: "Alle zeigen",
	raw_graph: "Roher Graph",
	more: "Mehr zeigen",
});
