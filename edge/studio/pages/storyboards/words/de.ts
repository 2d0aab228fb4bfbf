import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Ein Skript, und zu jedem Satz ein Bild.",
	create: "Neues Storyboard",
	create_title: "Worum geht es?",
	create_yes: "Anlegen",
	name: "Name",
	name_missing: "Gib ihm einen Namen",
	script: "Skript",
	script_hint: "Ein Satz je Zeile. Jeder wird eine Einstellung.",
	no_shots: "Noch keine Einstellungen",
	empty_title: "Erzähl eine Geschichte in Bildern",
	empty_text:
		"Füg ein Skript ein, ein Satz je Zeile. Jeder Satz bekommt sein Bild, und du siehst alle entstehen.",
	more: "Mehr zeigen",
});
