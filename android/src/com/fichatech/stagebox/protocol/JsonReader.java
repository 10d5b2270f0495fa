package com.fichatech.stagebox.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads one JSON object from foreign text (RFC 8259). At most 16 levels deep, so that a hostile text cannot use up the
 * stack; the packet limits its length. Of two members with the same name the later one counts.
 */
public final class JsonReader {
  private static final int DEEPEST = 16;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  public static JsonObject object(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.space();
    if (reader.at != text.length()) throw reader.wrong("more text after the end");
    if (!(value instanceof JsonObject)) throw reader.wrong("not an object");
    return (JsonObject) value;
  }

  private Object value(int depth) throws JsonException {
    if (depth > DEEPEST) throw wrong("deeper than " + DEEPEST);
    space();
    switch (peek()) {
      case '{':
        return members(depth);
      case '[':
        return items(depth);
      case '"':
        return string();
      case 't':
        word("true");
        return Boolean.TRUE;
      case 'f':
        word("false");
        return Boolean.FALSE;
      case 'n':
        word("null");
        return null;
      default:
        return number();
    }
  }

  private JsonObject members(int depth) throws JsonException {
    JsonObject object = new JsonObject();
    at++;
    space();
    if (take('}')) return object;
    do {
      space();
      if (peek() != '"') throw wrong("a name expected");
      String key = string();
      space();
      expect(':');
      object.put(key, value(depth + 1));
      space();
    } while (take(','));
    expect('}');
    return object;
  }

  private List<Object> items(int depth) throws JsonException {
    List<Object> list = new ArrayList<>();
    at++;
    space();
    if (take(']')) return list;
    do {
      list.add(value(depth + 1));
      space();
    } while (take(','));
    expect(']');
    return list;
  }

  private String string() throws JsonException {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = next();
      if (c == '"') return out.toString();
      if (c < 0x20) throw wrong("a control character in a string");
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws JsonException {
    char c = next();
    switch (c) {
      case '"':
      case '\\':
      case '/':
        return c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return hex();
      default:
        throw wrong("an unknown escape");
    }
  }

  private char hex() throws JsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) throw wrong("a hexadecimal digit expected");
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Double number() throws JsonException {
    int start = at;
    take('-');
    if (!take('0')) digits();
    if (take('.')) digits();
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      digits();
    }
    double value = Double.parseDouble(text.substring(start, at));
    if (Double.isInfinite(value)) throw wrong("a number too large");
    return value;
  }

  private void digits() throws JsonException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    if (at == start) throw wrong("a value expected");
  }

  private void word(String word) throws JsonException {
    if (!text.startsWith(word, at)) throw wrong("a value expected");
    at += word.length();
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() throws JsonException {
    if (at >= text.length()) throw wrong("the text ends too early");
    return text.charAt(at++);
  }

  private boolean take(char c) {
    if (peek() != c || at >= text.length()) return false;
    at++;
    return true;
  }

  private void expect(char c) throws JsonException {
    if (!take(c)) throw wrong("'" + c + "' expected");
  }

  private JsonException wrong(String what) {
    return new JsonException(what, at);
  }
}
