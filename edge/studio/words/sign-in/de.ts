import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "Anmelden",
	lead: "Sieh deinen Bildern beim Entstehen zu.",
	label: "API-Schlüssel oder Token",
	hint: "Er wird gegen eine Sitzung getauscht; diese Seite behält ihn nicht.",
	submit: "Anmelden",
	working: "Anmeldung läuft…",
	required: "Schlüssel oder Token eingeben",
	refused: "Dieser Schlüssel oder Token gilt nicht. Wurde er ganz kopiert?",
	refused_token: "Dieses Token wird nicht angenommen: {why}",
	forbidden: "Dieser Schlüssel darf keine Aufträge lesen: ihm fehlt {scope}.",
	unreachable: "Der Server ist nicht erreichbar. Gleich noch einmal versuchen.",
	link_over: "Diese Adresse wurde schon benutzt oder ist abgelaufen. Bitte mit einem Schlüssel anmelden.",
	ended: "Die Sitzung ist beendet. Bitte neu anmelden.",
});
