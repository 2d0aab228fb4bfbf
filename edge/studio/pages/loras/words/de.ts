import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Kleine Dateien, die einem Modell ein Gesicht oder einen Stil beibringen. Aufträge verwenden sie beim Namen.",
	upload: "LoRA hochladen",
	upload_yes: "Hochladen",
	train: "Eines trainieren",
	empty_title: "Noch kein LoRA",
	empty_text: "Trainieren Sie eines aus einem Datensatz oder laden Sie eine eigene .safetensors-Datei hoch.",
	more: "Mehr anzeigen",
	awaits: "Die nächste Version wird trainiert",
	versions: { one: "{n} Version", other: "{n} Versionen" },
	drop: "Eine .safetensors-Datei ablegen",
	drop_text: "Sie wird geprüft, bevor sie gesendet wird, und einmal gespeichert.",
	choose: "Datei wählen",
	choose_other: "Andere Datei",
	sending: "Wird hochgeladen",
	name: "Name",
	name_hint: "Kleinbuchstaben, Ziffern, - und _. Ein vorhandener Name bekommt die nächste Version",
	family: "Familie des Basismodells",
	family_file: "Wie die Datei sagt",
	trigger_word: "Auslösewort",
	trigger_hint: "Leer: wie die Datei sagt",
	licence: "Nutzungsbedingungen",
	note: "Notiz",
	fault_format: "Das ist keine .safetensors-Datei, wie auch immer sie heißt.",
	fault_pickle:
		"Das ist ein Pickle, der beim Öffnen Programme ausführen kann. Wandeln Sie ihn zuerst in .safetensors um.",
	fault_cut_off:
		"Die Datei ist abgeschnitten: Ihr Kopf kündigt mehr an, als da ist. Laden Sie sie neu herunter.",
	fault_no_lora: "Sie hat keine Tensoren eines LoRAs: Sie ist ein ganzes Modell oder ein Embedding.",
	fault_large: "Sie ist größer als 2 GB; so groß ist kein LoRA.",
	fault_empty: "Die Datei ist leer.",
});
