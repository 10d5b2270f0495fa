/**
 * Logarithm and power to base 2 of four lanes, by polynomials between the powers of two. They are exact there, so
 * powerOf(0) is 1; between them they miss by at most 0.001 dB (least squares on Chebyshev's points).
 */

/** Binary logarithm of positive ordinary numbers. */
export function logOf(x: v128): v128 {
  const one = f32x4.splat(1);
  const whole = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(127)));
  const u = f32x4.sub(v128.or(v128.and(x, i32x4.splat(0x7fffff)), one), one);
  const bend = f32x4.add(
    f32x4.splat(0.43837933),
    f32x4.mul(u, f32x4.add(f32x4.splat(-0.23750133), f32x4.mul(u, f32x4.splat(0.080653158)))),
  );
  return f32x4.add(whole, f32x4.add(u, f32x4.mul(f32x4.mul(u, f32x4.sub(one, u)), bend)));
}

/** 2 to the power of −126…127; below that it is as for −126. */
export function powerOf(exponent: v128): v128 {
  const one = f32x4.splat(1);
  const x = f32x4.max(exponent, f32x4.splat(-126));
  const whole = f32x4.floor(x);
  const u = f32x4.sub(x, whole);
  const bend = f32x4.add(
    f32x4.splat(-0.306995119),
    f32x4.mul(u, f32x4.add(f32x4.splat(-0.06545551), f32x4.mul(u, f32x4.splat(-0.013689455)))),
  );
  const part = f32x4.add(one, f32x4.add(u, f32x4.mul(f32x4.mul(u, f32x4.sub(one, u)), bend)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(part, power);
}
