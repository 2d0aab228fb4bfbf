import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Archivos pequeños que enseñan a un modelo una cara o un estilo. Los trabajos los usan por su nombre.",
	upload: "Subir un LoRA",
	upload_yes: "Subir",
	train: "Entrenar uno",
	empty_title: "Aún no hay LoRA",
	empty_text: "Entrena uno con un conjunto de datos o sube un archivo .safetensors tuyo.",
	more: "Mostrar más",
	awaits: "Su próxima versión se está entrenando",
	versions: "{n} versiones",
	drop: "Suelta un archivo .safetensors",
	drop_text: "Se comprueba antes de enviarlo y se guarda una vez.",
	choose: "Elegir archivo",
	choose_other: "Otro archivo",
	sending: "Subiendo",
	name: "Nombre",
	name_hint: "Minúsculas, dígitos, - y _. Un nombre existente recibe su siguiente versión",
	family: "Familia del modelo base",
	family_file: "Según el archivo",
	trigger_word: "Palabra clave",
	trigger_hint: "Vacío: según el archivo",
	licence: "Condiciones de uso",
	note: "Nota",
	fault_format: "Esto no es un archivo .safetensors, se llame como se llame.",
	fault_pickle:
		"Esto es un pickle, que puede ejecutar programas al abrirse. Conviértelo antes a .safetensors.",
	fault_cut_off: "El archivo está cortado: su cabecera anuncia más de lo que hay. Descárgalo de nuevo.",
	fault_no_lora: "No tiene tensores de un LoRA: es un modelo completo o un embedding.",
	fault_large: "Supera los 2 GB, cosa que ningún LoRA hace.",
	fault_empty: "El archivo está vacío.",
});
