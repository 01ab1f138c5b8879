/** A name for addresses out of a title: "Đăng ký kết hôn" is dang-ky-ket-hon. */
export function codeFrom(title: string): string {
  return plain(title).replaceAll(' ', '-').slice(0, 60)
}

/** A name for a column: "Họ và tên" is ho_va_ten. */
export function columnFrom(title: string): string {
  const name = plain(title).replaceAll(' ', '_').slice(0, 50)
  return /^[a-z]/.test(name) && !name.startsWith('row_') ? name : `c_${name}`.slice(0, 50)
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
