import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Bilder mit Beschriftungen, aus denen LoRAs trainiert werden.",
	create: "Neuer Datensatz",
	create_yes: "Anlegen",
	empty_title: "Noch kein Datensatz",
	empty_text:
		"Legen Sie einen an, fügen Sie mindestens sieben Bilder hinzu und frieren Sie ihn ein, wenn nichts mehr fehlt.",
	more: "Mehr anzeigen",
	pictures: "Bilder: {n}",
	newest: "Version {n}",
	name: "Name",
	name_hint: "Kleinbuchstaben, Ziffern, - und _",
	trigger: "Auslösewort",
	trigger_hint: "Jede Beschriftung beginnt damit, etwa spyke_plasma_v1",
	preset: "Was verlangt wird",
	preset_any: "7 Bilder oder mehr",
	preset_sheet: "7 bis 10 eines Figurenbogens",
	preset_manga: "15 bis 20 mit 512 Pixeln",
	preset_thirty: "30: 21 Oberkörper, 6 Porträts, 3 Ganzkörper",
	asymmetric: "Die beiden Seiten der Figur sind verschieden",
	asymmetric_hint: "Gespiegelte Kopien würden die falsche Seite lehren",
});
