import { Problem } from '#kernel/problem'

export function personUnknown(): Problem {
  return new Problem(404, 'population.person-unknown', {
    vi: 'Không có người này trong cơ sở dữ liệu dân cư.',
    en: 'There is no such person in the population register.',
  })
}

export function unitUnknown(): Problem {
  return new Problem(422, 'population.unit-unknown', {
    vi: 'Không có đơn vị hành chính mang mã này.',
    en: 'There is no administrative unit with this code.',
  })
}

export function householdUnknown(): Problem {
  return new Problem(422, 'population.household-unknown', {
    vi: 'Không có hộ gia đình này tại địa chỉ chuyển đến.',
    en: 'There is no such household at the new address.',
  })
}

export function alreadyDead(): Problem {
  return new Problem(409, 'population.death-already-recorded', {
    vi: 'Việc khai tử của người này đã được ghi nhận.',
    en: 'The death of this person is recorded already.',
  })
}

export function notMarried(): Problem {
  return new Problem(409, 'population.not-married', {
    vi: 'Người này không có quan hệ hôn nhân đang tồn tại.',
    en: 'This person is not married.',
  })
}

export function endsBeforeMarriage(): Problem {
  return new Problem(422, 'population.marriage-ends-before-it-began', {
    vi: 'Hôn nhân không thể chấm dứt trước ngày kết hôn.',
    en: 'A marriage cannot end before the day of the wedding.',
  })
}

export function alreadyRegistered(): Problem {
  return new Problem(409, 'population.birth-already-registered', {
    vi: 'Trẻ có cùng tên, ngày sinh và cha mẹ đã được đăng ký khai sinh.',
    en: 'A child of this name, birth date and parents is registered already.',
  })
}
