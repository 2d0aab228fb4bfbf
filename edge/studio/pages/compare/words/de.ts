import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Galerie",
	keys: "Die Tasten 1, 2 und 3 wechseln die Ansicht, s tauscht die beiden.",
	swap: "Tauschen",
	view: "Ansicht",
	slider: "Schieber",
	side: "Nebeneinander",
	difference: "Unterschied",
	position: "Lage der Linie",
	first: "Erstes",
	second: "Zweites",
	difference_text: "Schwarz ist gleich; was sich unterscheidet, leuchtet.",
	gain: "Helligkeit",
});
