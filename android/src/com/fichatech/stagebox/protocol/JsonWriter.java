package com.fichatech.stagebox.protocol;

import java.util.List;

/** Writes JSON: ASCII escapes only where JSON demands them, whole numbers without a fraction. */
final class JsonWriter {
  private JsonWriter() {}

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Object value) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number) {
      number(out, (Number) value);
    } else if (value instanceof String) {
      string(out, (String) value);
    } else if (value instanceof JsonObject) {
      object(out, (JsonObject) value);
    } else if (value instanceof List) {
      list(out, (List<?>) value);
    } else {
      throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static void object(StringBuilder out, JsonObject object) {
    out.append('{');
    boolean first = true;
    for (String key : object.keys()) {
      if (!first) out.append(',');
      first = false;
      string(out, key);
      out.append(':');
      append(out, object.get(key));
    }
    out.append('}');
  }

  private static void list(StringBuilder out, List<?> list) {
    out.append('[');
    boolean first = true;
    for (Object item : list) {
      if (!first) out.append(',');
      first = false;
      append(out, item);
    }
    out.append(']');
  }

  private static void number(StringBuilder out, Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) throw new IllegalArgumentException("JSON has no " + value);
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
