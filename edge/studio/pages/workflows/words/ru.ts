import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Всё, что умеет этот Darkroom, и то, что добавили вы.",
	import: "Импортировать",
	search: "Поиск",
	kind: "Вид",
	all: "Все",
	own: "Свои",
	image: "Картинки",
	video: "Видео",
	audio: "Звук",
	training: "Обучение",
	edit: "Правка",
	character: "Персонажи",
	face: "Лица",
	upscale: "Увеличение",
	quality: "Качество",
	three_d: "3D",
	other: "Другое",
	count: {
		one: "{n} рабочий процесс",
		few: "{n} рабочих процесса",
		many: "{n} рабочих процессов",
		other: "{n} рабочего процесса",
	},
	none_title: "Ничего не найдено",
	none_text: "Попробуйте другие слова или откройте все.",
	show_all: "Показать все",
	own_title: "Своих пока нет",
	own_text:
		"Перетащите файл из редактора ComfyUI или сохранённую им картинку: получится форма, которую заполнит любой.",
	memory: "{n} ГБ видеопамяти",
	about: "около {time}",
});
