import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "Проверено",
	doubtful: "Сомнительно",
	refused: "Проверка не пройдена",
	unseen: "Не проверено",
	broke: "Сбой проверки",
	figures: "{value}, предел {limit}",
	file_decodable: "Читаемость",
	file_type: "Тип файла",
	image_dimensions: "Размер",
	image_aspect: "Пропорции",
	image_blank: "Пустота",
	image_noise: "Шум",
	image_sharpness: "Резкость",
	image_exposure: "Экспозиция",
	image_skin_texture: "Текстура кожи",
	duplicate_exact: "Тот же файл",
	duplicate_near: "Почти то же",
	duplicate_mirrored: "Зеркальная копия",
	set_style: "Стиль набора",
	safety_sfw: "Безопасно для всех",
});
