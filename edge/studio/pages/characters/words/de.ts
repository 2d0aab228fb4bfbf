import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Wer in jedem Bild gleich aussehen soll.",
	create: "Neue Figur",
	create_title: "Wer ist es?",
	create_text: "Ein Name und ein paar Worte genügen. Danach kommen vier Referenzansichten.",
	create_yes: "Anlegen",
	name: "Name",
	name_missing: "Gib ihr einen Namen",
	description: "Aussehen und Kleidung",
	description_hint: "In eigenen Worten. Es steht in jedem Prompt dieser Figur.",
	no_looks: "Noch nicht beschrieben",
	no_references: "Noch ohne Referenzen",
	empty_title: "Noch ist niemand da",
	empty_text:
		"Leg eine Figur an: Sag, wer es ist, und vier Ansichten sorgen dafür, dass es in jedem Bild dieselbe Person ist.",
	more: "Mehr zeigen",
});
